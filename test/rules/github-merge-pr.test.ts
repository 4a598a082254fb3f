import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/domain/failure.ts'
import type { Github } from '../../src/providers/index.ts'
import { githubMergePr } from '../../src/rules/github-merge-pr.ts'
import {
  attested,
  common,
  fakeProviders,
  findingOf,
  ruleOf,
  wrongFields,
} from '../support/fakes.ts'

const githubRepoUrl = 'https://github.com/vouchsafe/engine'
const kept = { githubRepoId: '7', githubRepo: 'vouchsafe/engine' }

const rule = (metadata: object = {}, body: object = {}, resolved = kept) =>
  ruleOf(githubMergePr, { metadata: { githubRepoUrl, ...metadata }, ...body }, resolved)

interface Merged {
  number: number
  by: string
  branch: string
  at: string
}

/** GitHub with the repository 7 under this name, and these pulls merged into it. */
function githubWith(merged: Merged[], fullName = 'vouchsafe/engine'): { github: Partial<Github> } {
  return {
    github: {
      findRepo: async () => ({ id: 7, fullName, defaultBranch: 'trunk' }),
      mergedPulls: async (userId, { repo, branch, since, until }) =>
        merged
          .filter((pull) => pull.by === userId && pull.branch === branch && repo === fullName)
          .map(({ number, at }) => ({ number, mergedAt: at, url: `${repo}#${number}` }))
          .filter(({ mergedAt }) => new Date(mergedAt) >= since)
          .filter(({ mergedAt }) => !until || new Date(mergedAt) < until),
    },
  }
}

const own: Merged = { number: 1, by: '103', branch: 'main', at: '2026-02-02T00:00:00Z' }

describe('github_merge_PR', () => {
  it('counts the pulls of the user, and pays once per GitHub account', async () => {
    const github = githubWith([own, { ...own, number: 2 }])
    expect(await findingOf(githubMergePr, rule(), github)).toMatchObject({
      kind: 'met',
      amount: '2',
      evidence: { account: '103', repo: 7, branch: 'main', pulls: ['1', '2'] },
      proofs: ['github:account:103'],
      trust: 'first_party',
    })
  })

  it.each([
    ["somebody else's pull", { by: '104' }],
    ['a pull into another branch', { branch: 'next' }],
    ['a pull from before the rule', { at: '2026-01-31T23:59:59Z' }],
    ['a pull from after its end', { at: '2026-03-01T00:00:00Z' }],
  ])('does not pay for %s', async (_, changed) => {
    const asked = rule({}, { endTime: '2026-03-01T00:00:00Z' })
    const github = githubWith([{ ...own, ...changed }])
    expect(await findingOf(githubMergePr, asked, github)).toMatchObject({
      kind: 'unmet',
      reason: 'no_merged_pull',
      message: 'Quest not achieved, please try again.',
    })
  })

  it('counts in the effective times where they are set', async () => {
    const asked = rule(
      {},
      {
        effectiveStartTime: '2026-01-01T00:00:00Z',
        effectiveEndTime: '2026-01-02T00:00:00Z',
      },
    )
    const github = githubWith([own, { ...own, number: 2, at: '2026-01-01T12:00:00Z' }])
    expect(await findingOf(githubMergePr, asked, github)).toMatchObject({
      amount: '1',
      evidence: { pulls: ['2'] },
    })
  })

  it.each([
    ['the default branch of the repository when it is empty', '', 'trunk'],
    ['main when it is left out', undefined, 'main'],
    ['main when it is null', null, 'main'],
  ])('means %s', async (_, githubBranchName, branch) => {
    const asked = rule(githubBranchName === undefined ? {} : { githubBranchName })
    const github = githubWith([{ ...own, branch }])
    expect(await findingOf(githubMergePr, asked, github)).toMatchObject({
      kind: 'met',
      evidence: { branch },
    })
  })

  it('follows the repository through a rename', async () => {
    const github = githubWith([own], 'renamed/engine')
    expect(await findingOf(githubMergePr, rule(), github)).toMatchObject({ kind: 'met' })
  })

  it('does not pay for pulls of a repository that took the name', async () => {
    const { github } = githubWith([own])
    const findRepo: Github['findRepo'] = async (repo) => ({
      id: 66,
      fullName: repo,
      defaultBranch: 'main',
    })
    expect(
      await findingOf(githubMergePr, rule(), { github: { ...github, findRepo } }),
    ).toMatchObject({ code: 'rule_misconfigured' })
  })

  it('is misconfigured when the repository cannot be seen any more', async () => {
    const github = { ...githubWith([own]).github, findRepo: async () => undefined }
    expect(await findingOf(githubMergePr, rule(), { github })).toMatchObject({
      code: 'rule_misconfigured',
    })
  })

  it('trusts an account that the caller only named no further than the caller', async () => {
    const user = attested('github')
    expect(await findingOf(githubMergePr, rule(), githubWith([own]), { user })).toMatchObject({
      kind: 'met',
      trust: 'attested',
    })
  })

  it('asks for a GitHub account first', async () => {
    expect(await findingOf(githubMergePr, rule(), {}, { user: attested('x') })).toMatchObject({
      code: 'not_connected',
      message: 'GitHub not connected',
    })
  })

  it.each(['provider_limited', 'provider_unavailable', 'provider_changed'] as const)(
    'keeps %s a failure, never a no',
    async (code) => {
      const mergedPulls = () => Promise.reject(new Failure(code, 'GitHub said so'))
      const github = { ...githubWith([]).github, mergedPulls }
      expect(await findingOf(githubMergePr, rule(), { github })).toMatchObject({ code })
    },
  )
})

describe('a github_merge_PR rule', () => {
  it('keeps the id of its repository', async () => {
    expect(await githubMergePr.resolve(rule(), fakeProviders(githubWith([])))).toEqual(kept)
  })

  it('is not saved for a repository that cannot be seen', async () => {
    const providers = fakeProviders({ github: { findRepo: async () => undefined } })
    await expect(githubMergePr.resolve(rule(), providers)).rejects.toMatchObject({
      errors: [{ pointer: '/metadata/githubRepoUrl', code: 'not_found' }],
    })
  })

  it.each([
    undefined,
    null,
    'https://github.com/vouchsafe',
    'https://github.com/vouchsafe/engine/pulls',
    'https://gitlab.com/vouchsafe/engine',
    'http://github.com/vouchsafe/engine',
  ])('is refused with the repository %s', (url) => {
    expect(wrongFields(githubMergePr, { metadata: { githubRepoUrl: url } })).toMatchObject([
      { pointer: '/metadata/githubRepoUrl' },
    ])
  })

  it('may be completed by request, and may have tiers', () => {
    const range = [{ startRange: 1, endRange: 5, amount: 10 }]
    expect(githubMergePr.completable).toBe(true)
    expect(wrongFields(githubMergePr, { ...common, metadata: { githubRepoUrl, range } })).toEqual(
      [],
    )
  })
})
