import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createGithub as createStandIn } from '../../sandbox/github/index.ts'
import { createControl } from '../../sandbox/kit/control.ts'
import type { Control } from '../../sandbox/kit/control.ts'
import type { FaultOrder } from '../../sandbox/kit/faults.ts'
import { startVendor } from '../../sandbox/kit/vendor.ts'
import type { Vendor } from '../../sandbox/kit/vendor.ts'
import { createGithub } from '../../src/providers/github.ts'
import type { GithubOptions } from '../../src/providers/github.ts'
import type { ProviderCall } from '../../src/providers/http.ts'
import type { Github } from '../../src/providers/index.ts'
import { failureOf, outages, timeoutMs } from './faults.ts'

const repo = 'acme/widgets'
const ask = { repo, branch: 'main', since: new Date('2026-01-01T00:00:00Z') }
const start = Date.parse('2026-02-01T00:00:00Z')
const day = 86_400_000

let vendor: Vendor
let control: Control
let github: Github
let alice: { id: string; token: string }
let calls: ProviderCall[]

beforeAll(async () => {
  vendor = await startVendor(createStandIn())
  control = createControl(vendor.url)
})
afterAll(() => vendor.stop())
beforeEach(async () => {
  await control.reset()
  await control.clock({ now: start })
  await control.do({ do: 'create_repo', who: 'acme', name: 'widgets' })
  const { id, token } = await control.do<{ id: number; token: string }>({
    do: 'issue_token',
    who: 'alice',
  })
  alice = { id: String(id), token }
  calls = []
  github = await githubOf({})
})

/** Ours, as the token of somebody who is nobody in particular. */
async function githubOf(options: Partial<GithubOptions>): Promise<Github> {
  const { token } = await control.do({ do: 'issue_token', who: 'vouchsafe' })
  const observe = (call: ProviderCall) => void calls.push(call)
  return createGithub({ baseUrl: vendor.url, token, observe, ...options })
}

async function openPull(who: string, order = {}): Promise<number> {
  return (await control.do<{ number: number }>({ do: 'open_pr', who, repo, ...order })).number
}

async function mergePull(who: string, order = {}): Promise<number> {
  const number = await openPull(who, order)
  await control.do({ do: 'merge_pr', repo, number })
  return number
}

const numbers = async (userId = alice.id, more = {}) =>
  (await github.mergedPulls(userId, { ...ask, ...more })).map((pull) => pull.number)

describe('merged pulls', () => {
  it('are those of the user, newest first', async () => {
    const first = await mergePull('alice')
    await control.clock({ add: day })
    const second = await mergePull('alice')
    await mergePull('bob')

    const pulls = await github.mergedPulls(alice.id, ask)
    expect(pulls.map((pull) => pull.number)).toEqual([second, first])
    expect(pulls[0]!.url).toMatch(new RegExp(`acme/widgets/pull/${second}$`))
    expect(Date.parse(pulls[1]!.mergedAt)).toBe(start)
  })

  it('are none where a pull is open, closed, or merged elsewhere', async () => {
    await openPull('alice')
    await control.do({ do: 'close_pr', repo, number: await openPull('alice') })
    await mergePull('alice', { base: 'next' })
    expect(await numbers()).toEqual([])
  })

  it('are not those of whoever merged or reverted them', async () => {
    const number = await openPull('bob')
    await control.do({ do: 'merge_pr', repo, number, by: 'alice' })
    await control.do({ do: 'revert_pr', repo, number, who: 'bob' })
    expect(await numbers()).toEqual([])
  })

  it('are counted from `since` and until, but not at, `until`', async () => {
    const before = await mergePull('alice')
    await control.clock({ now: start + day })
    const within = await mergePull('alice')
    await control.clock({ now: start + 2 * day })
    await mergePull('alice')

    const window = { since: new Date(start + 1), until: new Date(start + 2 * day) }
    expect(await numbers(alice.id, window)).toEqual([within])
    expect(await numbers(alice.id, { until: new Date(start + day) })).toEqual([before])
  })

  it('follow the user through a change of login, and not whoever takes the old one', async () => {
    const number = await mergePull('alice')
    await control.do({ do: 'rename_user', who: 'alice', login: 'alice-of-old' })
    const taker = await control.do<{ id: number }>({
      do: 'create_user',
      who: 'mallory',
      login: 'alice',
    })
    expect(await numbers()).toEqual([number])
    expect(await numbers(String(taker.id))).toEqual([])
  })

  it('are found behind a rename of the repository', async () => {
    const number = await mergePull('alice')
    await control.do({ do: 'rename_repo', repo, name: 'gadgets' })
    expect(await numbers()).toEqual([number])
  })

  it('are found on every page', async () => {
    const number = await mergePull('alice')
    await control.clock({ add: day })
    for (let count = 0; count < 100; count += 1) await mergePull('bob')
    expect(await numbers()).toEqual([number])
    expect(calls.length).toBe(3)
  })

  it('are not missed where they move to the first page while the second is read', async () => {
    const number = await openPull('alice')
    for (let count = 0; count < 101; count += 1) await mergePull('bob')
    github = await githubOf({
      async fetch(url, init) {
        const response = await fetch(url, init)
        if (calls.length === 0) await control.do({ do: 'merge_pr', repo, number })
        return response
      },
    })
    expect(await numbers()).toEqual([number])
  })

  it('are unverifiable where there are more pages than are read', async () => {
    for (let count = 0; count < 101; count += 1) await mergePull('bob')
    github = await githubOf({ maxPages: 1 })
    expect((await failureOf(numbers())).code).toBe('unverifiable')
  })

  it('are not asked for beyond the start of the rule', async () => {
    for (let count = 0; count < 101; count += 1) await mergePull('bob')
    const since = new Date(start + day)
    github = await githubOf({ maxPages: 1 })
    expect(await numbers(alice.id, { since })).toEqual([])
  })

  it.each([
    ['deleted', { do: 'delete_repo', repo }],
    ['private', { do: 'set_private', repo }],
  ])('are a misconfiguration where the repository is %s', async (_, act) => {
    await mergePull('alice')
    await control.do(act)
    expect((await failureOf(numbers())).code).toBe('rule_misconfigured')
  })

  it.each(['acme', 'acme/widgets/issues', '../..', 'acme/wid gets'])(
    'are a misconfiguration in "%s"',
    async (name) => {
      expect((await failureOf(numbers(alice.id, { repo: name }))).code).toBe('rule_misconfigured')
      expect(calls).toEqual([])
    },
  )
})

describe('a repository', () => {
  it('is found with its default branch, and by a former name', async () => {
    await control.do({ do: 'default_branch', repo, branch: 'trunk' })
    await control.do({ do: 'rename_repo', repo, name: 'gadgets' })
    const found = { fullName: 'acme/gadgets', defaultBranch: 'trunk' }
    expect(await github.findRepo(repo)).toMatchObject(found)
    expect(await github.findRepo('acme/gadgets')).toMatchObject(found)
  })

  it('is nothing where there is none, or none for us to see', async () => {
    await control.do({ do: 'set_private', repo })
    expect(await github.findRepo(repo)).toBeUndefined()
    expect(await github.findRepo('acme/nothing')).toBeUndefined()
  })
})

it('the owner of a token is named by id and login', async () => {
  await control.do({ do: 'rename_user', who: 'alice', login: 'ada' })
  expect(await github.owner(alice.token)).toEqual({ id: alice.id, handle: 'ada' })
})

const questions: [string, () => Promise<unknown>, string][] = [
  ['owner', () => github.owner(alice.token), 'login'],
  ['findRepo', () => github.findRepo(repo), 'full_name'],
  ['mergedPulls', () => github.mergedPulls(alice.id, ask), 'html_url'],
]

describe.each(questions)('%s', (_, question, field) => {
  beforeEach(() => mergePull('alice'))

  it.each(outages)('names %s', async (_, fault, code) => {
    if (fault.kind === 'slow') github = await githubOf({ timeoutMs })
    await control.faults({ ...fault, next: 1 })
    expect((await failureOf(question())).code).toBe(code)
  })

  it('names a value of another type', async () => {
    await control.faults({ kind: 'wrong_type', field, next: 1 })
    expect((await failureOf(question())).code).toBe('provider_changed')
  })

  it('survives fields it does not know', async () => {
    const before = await question()
    await control.faults({ kind: 'unknown_field' })
    expect(await question()).toEqual(before)
  })

  const limits: [string, Partial<FaultOrder>, number][] = [
    ['of the hour, 403', { form: 'primary', retryAfterSeconds: 90 }, 90],
    ['of the hour, 429', { form: 'primary-429', retryAfterSeconds: 90 }, 90],
    ['told by words alone, 403', { form: 'secondary' }, 60],
    ['told by words alone, 429', { form: 'secondary-429' }, 60],
    ['with a wait, 403', { form: 'secondary', retryAfterSeconds: 7 }, 7],
    ['with a wait, 429', { form: 'secondary-429', retryAfterSeconds: 7 }, 7],
  ]
  it.each(limits)('waits for a limit %s', async (_, form, seconds) => {
    await control.faults({ ...form, kind: 'limit', next: 1 })
    const failure = await failureOf(question())
    expect(failure.code).toBe('provider_limited')
    // Clocks of whole seconds may be off by one.
    expect(Math.abs(failure.retryAfterSeconds! - seconds)).toBeLessThanOrEqual(1)
  })
})

it('a timeout is told as such', async () => {
  const hasty = await githubOf({ timeoutMs })
  await control.faults({ kind: 'slow', ms: 3 * timeoutMs, next: 1 })
  expect((await failureOf(hasty.findRepo(repo))).message).toBe('GitHub request timeout')
})

it("a user's dead token asks the user to reconnect", async () => {
  await control.do({ do: 'revoke_token', who: 'alice' })
  const failure = await failureOf(github.owner(alice.token))
  expect(failure.code).toBe('provider_unauthorized')
  expect(failure.message).not.toContain(alice.token)
})

it('our own dead token is no matter of the user', async () => {
  await control.faults({ kind: 'token_dead' })
  expect((await failureOf(numbers())).code).toBe('rule_misconfigured')
  expect((await failureOf(github.findRepo(repo))).code).toBe('rule_misconfigured')
})

it('a refusal that is no limit is the operator’s to mend', async () => {
  const { token } = await control.do({ do: 'issue_token', who: 'ours', scopes: ['starring=read'] })
  const failure = await failureOf((await githubOf({ token })).mergedPulls(alice.id, ask))
  expect(failure.code).toBe('rule_misconfigured')
  expect(failure.message).toContain('Resource not accessible')
})

it('each call is reported with its status', async () => {
  await github.findRepo('acme/nothing')
  await control.faults({ kind: 'drop', when: 'before', next: 1 })
  await failureOf(github.findRepo(repo))
  expect(calls.map(({ provider, status }) => [provider, status])).toEqual([
    ['github', 404],
    ['github', 0],
  ])
  expect(calls.every(({ ms }) => ms > 0)).toBe(true)
})
