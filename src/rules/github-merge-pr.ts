import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import { trustOfProof } from '../domain/user.ts'
import { met, unmet, weakest } from '../domain/verdict.ts'
import type { Github } from '../providers/index.ts'
import { countedPeriodOf } from './counted-period.ts'
import { defineRule } from './define.ts'
import { fieldError, refuseFields } from './field-failure.ts'
import { notAchieved } from './messages.ts'

const repoUrl = /^https:\/\/github\.com\/(?<owner>[A-Za-z0-9-]{1,39})\/(?<name>[\w.-]{1,100})\/?$/

/**
 * Has pull requests merged into a branch, within the time in which acts count. The amount is their number.
 * The repository is kept by its id: it may be renamed, and its old name may be taken by somebody else.
 */
export const githubMergePr = defineRule({
  type: 'github_merge_PR',
  title: 'Merge a GitHub pull request',
  description: 'Pull requests of the user were merged into your repository.',
  family: 'developer',
  trust: 'first_party',
  provider: 'github',
  requires: 'github',
  claimTypes: ['manual'],
  rewardTypes: ['points', 'multiplier', 'badge'],
  intervals: ['once'],
  ranges: true,
  metadata: {
    githubRepoUrl: z
      .string()
      .regex(repoUrl, 'must be https://github.com/<owner>/<repo>')
      .meta({ title: 'Repository', group: 'basics' }),
    githubBranchName: z.string().max(255).default('main').meta({
      title: 'Branch',
      description: "Empty for the repository's default branch.",
      group: 'basics',
    }),
  },

  async resolve({ metadata }, { github }) {
    const repo = await github.findRepo(repoOf(metadata.githubRepoUrl))
    if (repo) return { githubRepoId: String(repo.id), githubRepo: repo.fullName }
    const message = 'there is no such repository, or it cannot be seen'
    throw refuseFields(fieldError('/metadata/githubRepoUrl', 'not_found', message))
  },

  async verify({ rule, account }, { github }) {
    const repo = await keptRepo(rule.metadata.githubRepoUrl, rule.resolved, github)
    const branch = rule.metadata.githubBranchName || repo.defaultBranch
    const ask = { repo: repo.fullName, branch, ...countedPeriodOf(rule) }
    const pulls = await github.mergedPulls(account.id, ask)

    const evidence = { account: account.id, repo: repo.id, branch }
    if (pulls.length === 0) return unmet('no_merged_pull', notAchieved, evidence)
    return met(
      pulls.length,
      { ...evidence, pulls: pulls.map(({ number }) => String(number)) },
      {
        proofs: [`github:account:${account.id}`],
        trust: weakest('first_party', trustOfProof(account.proof)),
      },
    )
  },
})

/** The repository that the rule meant when it was saved, under the name that it has now. */
async function keptRepo(
  url: string,
  resolved: Readonly<Record<string, string>> | undefined,
  github: Github,
) {
  const name = resolved?.githubRepo ?? repoOf(url)
  const repo = await github.findRepo(name)
  if (!repo) throw new Failure('rule_misconfigured', `the repository ${name} cannot be seen`)
  if (resolved?.githubRepoId && String(repo.id) !== resolved.githubRepoId) {
    throw new Failure('rule_misconfigured', `${name} names another repository than it did`)
  }
  return repo
}

function repoOf(url: string): string {
  const { owner, name } = repoUrl.exec(url)?.groups ?? {}
  return `${owner}/${name}`
}
