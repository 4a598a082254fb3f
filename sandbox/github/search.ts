import { findRepo, findUser, maySee, userOf } from './state.ts'
import type { IndexedPull, Pull, Repo, User, World } from './state.ts'

export interface Found {
  repo: Repo
  pull: Pull
}

/** Words of a query that GitHub cannot act on, as its 422 names them. */
export interface Invalid {
  invalid: string
}

interface Question {
  repos: Repo[]
  author?: User
  tests: ((pull: Pull) => boolean)[]
}

/**
 * Runs a search for pull requests against what the index knows. Understood are `repo:`, `author:`,
 * `base:`, `head:`, `is:`, `state:`, `type:`, `merged:`, `closed:`, `created:` and words of the title.
 */
export function searchPulls(
  world: World,
  query: string,
  viewerId: number | undefined,
): Found[] | Invalid {
  const question: Question = { repos: [], tests: [] }
  for (const word of wordsOf(query)) {
    const problem = addWord(world, question, word, viewerId)
    if (problem) return { invalid: problem }
  }
  return [...world.indexed.values()].flatMap((entry) => hit(world, question, entry, viewerId))
}

const CANNOT_SEE =
  'The listed users and repositories cannot be searched either because the resources do not exist ' +
  'or you do not have permission to view them.'

function wordsOf(query: string): string[] {
  return query.match(/(?:[^\s"]|"[^"]*")+/g) ?? []
}

function addWord(world: World, question: Question, word: string, viewerId: number | undefined) {
  const colon = word.indexOf(':')
  const key = colon < 0 ? '' : word.slice(0, colon)
  const value = word.slice(colon + 1).replaceAll('"', '')
  if (key === 'repo') {
    const repo = findRepo(world, value)
    if (!repo || !maySee(repo, viewerId)) return CANNOT_SEE
    question.repos.push(repo)
    return undefined
  }
  if (key === 'author') {
    question.author = findUser(world, value)
    return question.author ? undefined : CANNOT_SEE
  }
  question.tests.push(testOf(key, value))
  return undefined
}

function testOf(key: string, value: string): (pull: Pull) => boolean {
  if (key === 'is' || key === 'state' || key === 'type') return (pull) => is(pull, value)
  if (key === 'base') return (pull) => pull.baseRef === value
  if (key === 'head') return (pull) => pull.headRef === value
  if (key === 'merged') return (pull) => isWithin(pull.mergedAt, value)
  if (key === 'closed') return (pull) => isWithin(pull.closedAt, value)
  if (key === 'created') return (pull) => isWithin(pull.createdAt, value)
  return (pull) => pull.title.toLowerCase().includes(value.toLowerCase())
}

function is(pull: Pull, what: string): boolean {
  if (what === 'pr' || what === 'pull-request') return true
  if (what === 'merged') return pull.mergedAt !== undefined
  if (what === 'unmerged') return pull.mergedAt === undefined
  if (what === 'open') return pull.closedAt === undefined
  if (what === 'closed') return pull.closedAt !== undefined
  return what === 'public'
}

/** Reads `>=2026-01-01`, `<2026-02-01T10:00:00Z`, `2026-01-01..2026-01-31` and a bare day. */
function isWithin(time: number | undefined, range: string): boolean {
  if (time === undefined) return false
  const [from = '', to] = range.split('..')
  if (to !== undefined) return isFrom(time, from) && isUpTo(time, to)
  if (range.startsWith('>=')) return isFrom(time, range.slice(2))
  if (range.startsWith('<=')) return isUpTo(time, range.slice(2))
  if (range.startsWith('>')) return !isUpTo(time, range.slice(1))
  if (range.startsWith('<')) return !isFrom(time, range.slice(1))
  return isFrom(time, range) && isUpTo(time, range)
}

const DAY_MS = 24 * 3600 * 1000

function isFrom(time: number, day: string): boolean {
  return day === '*' || time >= Date.parse(day)
}

/** A bare day is meant whole, a time to the second. */
function isUpTo(time: number, day: string): boolean {
  if (day === '*') return true
  return time < Date.parse(day) + (day.includes('T') ? 1000 : DAY_MS)
}

function hit(
  world: World,
  question: Question,
  entry: IndexedPull,
  viewerId: number | undefined,
): Found[] {
  const { pull } = entry
  const repo = world.repos.get(entry.repoId)
  if (!repo || !maySee(repo, viewerId)) return []
  if (question.repos.length > 0 && !question.repos.includes(repo)) return []
  // A search goes by login, so it asks whose the login is now, not whose it was at the merge.
  if (question.author && userOf(world, pull.userId).id !== question.author.id) return []
  return question.tests.every((test) => test(pull)) ? [{ repo, pull }] : []
}
