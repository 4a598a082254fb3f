import { Octokit } from '@octokit/rest'
import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import { parsed } from './answer.ts'
import { askGithub, theirRefusal, ourRefusal } from './github-refusals.ts'
import { createFetch } from './http.ts'
import type { CallOptions } from './http.ts'
import type { Github, Pull } from './index.ts'

export interface GithubOptions extends CallOptions {
  baseUrl?: string | undefined
  /** Ours; without one GitHub answers 60 calls an hour. */
  token?: string | undefined
  fetch?: typeof fetch | undefined
  /** How many pages of 100 pull requests are read before giving up; 30 unless told. */
  maxPages?: number | undefined
}

const userShape = z.object({ id: z.number(), login: z.string() })
const repoShape = z.object({ id: z.number(), full_name: z.string(), default_branch: z.string() })
const pullShape = z.object({
  number: z.number(),
  html_url: z.string(),
  updated_at: z.string(),
  merged_at: z.string().nullable(),
  user: z.object({ id: z.number() }).nullable(),
})
const pageShape = z.array(pullShape)

// Octokit tells the console of every call; ours are told by what they throw and to `observe`.
const quiet = { debug() {}, info() {}, warn() {}, error() {} }

type ListedPull = z.output<typeof pullShape>
type Ask = Parameters<Github['mergedPulls']>[1]

export function createGithub({ token, maxPages = 30, ...options }: GithubOptions): Github {
  const request = { fetch: createFetch({ provider: 'github', ...options }) }
  const baseUrl = (options.baseUrl ?? 'https://api.github.com').replace(/\/$/, '')
  const ours = clientOf(token)

  function clientOf(auth: string | undefined): Octokit {
    const client = new Octokit({ ...(auth ? { auth } : {}), baseUrl, request, log: quiet })
    client.hook.before('request', ({ headers }) => {
      headers['x-github-api-version'] = '2022-11-28'
    })
    return client
  }

  // https://docs.github.com/rest/pulls/pulls#list-pull-requests
  async function closedPulls({ repo, branch }: Ask, page: number) {
    const wanted = { state: 'closed', sort: 'updated', direction: 'desc', per_page: 100 } as const
    const ask = { ...ownerAndName(repo), ...wanted, base: branch, page }
    const answer = await askGithub(() => ours.rest.pulls.list(ask), ourRefusal)
    if (answer === undefined) throw unseen(repo)
    const isLast = !/rel="next"/.test(answer.headers.get('link') ?? '')
    return { pulls: parsed('github', pageShape, answer.body), isLast }
  }

  /** All that changed since the rule's start, newest change first: a merge is a change. */
  async function changedPulls(ask: Ask): Promise<ListedPull[]> {
    const all: ListedPull[] = []
    for (let page = 1; page <= maxPages; page += 1) {
      const { pulls, isLast } = await closedPulls(ask, page)
      all.push(...pulls)
      const isOlder = pulls.some(({ updated_at: at }) => Date.parse(at) < ask.since.getTime())
      if (!isLast && !isOlder) continue
      // What changed while we turned the pages has moved to the first one.
      return page === 1 ? all : [...(await closedPulls(ask, 1)).pulls, ...all]
    }
    const message = `${ask.repo} has more pull requests than can be looked through`
    throw new Failure('unverifiable', message)
  }

  return {
    async owner(userToken) {
      const users = clientOf(userToken).rest.users
      const answer = await askGithub(() => users.getAuthenticated(), theirRefusal)
      const { id, login } = parsed('github', userShape, answer?.body)
      return { id: String(id), handle: login }
    },

    async findRepo(repo) {
      const ask = ownerAndName(repo)
      const answer = await askGithub(() => ours.rest.repos.get(ask), ourRefusal)
      if (answer === undefined) return undefined
      const found = parsed('github', repoShape, answer.body)
      return { id: found.id, fullName: found.full_name, defaultBranch: found.default_branch }
    },

    async mergedPulls(userId, ask) {
      const changed = await changedPulls(ask)
      const theirs = changed.filter(({ user }) => user !== null && String(user.id) === userId)
      const merged = theirs.map(pullOf).filter((pull) => pull !== undefined)
      const counted = merged.filter((pull) => isWithin(pull, ask))
      const once = new Map(counted.map((pull) => [pull.number, pull]))
      return [...once.values()].sort((a, b) => Date.parse(b.mergedAt) - Date.parse(a.mergedAt))
    },
  }
}

function pullOf({ number, merged_at, html_url }: ListedPull): Pull | undefined {
  return merged_at === null ? undefined : { number, mergedAt: merged_at, url: html_url }
}

function isWithin({ mergedAt }: Pull, { since, until }: Ask): boolean {
  const time = Date.parse(mergedAt)
  return time >= since.getTime() && (until === undefined || time < until.getTime())
}

function ownerAndName(repo: string): { owner: string; repo: string } {
  const [owner = '', name = '', ...more] = repo.split('/')
  const isNamed = [owner, name].every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part))
  if (isNamed && more.length === 0) return { owner, repo: name }
  throw new Failure('rule_misconfigured', `"${repo}" does not name a GitHub repository`)
}

function unseen(repo: string): Failure {
  const message = `There is no GitHub repository ${repo}, or our token may not see it`
  return new Failure('rule_misconfigured', message)
}
