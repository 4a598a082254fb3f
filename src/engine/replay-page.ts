import type { mongo } from 'mongoose'
import { keyOf } from '../ledger/key.ts'
import type { TaskClaim } from '../store/claims.ts'
import { counterIdOf } from '../store/counters.ts'
import type { CounterRecord } from '../store/counters.ts'
import type { Store } from '../store/index.ts'
import { isFor } from './multipliers.ts'
import { isSameCount } from './recounted.ts'
import { inTransaction } from './recount.ts'
import type { Recount } from './recount.ts'
import { judge } from './replay-judge.ts'
import type { Case, Judgement, Undecided } from './replay-judge.ts'
import type { ReplayPay } from './replay-pay.ts'
import type { ReplayedTask } from './replay-task.ts'
import { requiredGate } from './rule-gates.ts'
import { isDuplicate } from './scope.ts'

export interface ReplayPageOptions {
  store: Store
  task: ReplayedTask
  recount: Recount
  pay: ReplayPay
  now: () => Date
  isDryRun: boolean
}

/** Why a user is left to the next run. */
export type Skip =
  Undecided | 'replayed_elsewhere' | 'not_found' | 'user_blocked' | 'required_rule_missing'

/** What a replay comes to for one user. */
export type Replayed =
  | { user: string; skipped: Skip }
  | (Judgement & {
      user: string
      skipped?: undefined
      before: CounterRecord | undefined
      after: CounterRecord
      /** Whether anything is written for it. */
      isChange: boolean
      /** How much of the difference can be moved now. */
      movable: bigint
    })

const mostTries = 5

/** Puts what was counted again in the place of what was counted before, a page of users at a time. */
export function createReplayPage(options: ReplayPageOptions) {
  const { store, task, recount, pay, now, isDryRun } = options
  const { record, rule, unit } = task.open
  const { org, website, _id: ruleId } = record

  /**
   * Judges these users and writes their counters, with what is due, in one transaction: who folds for one of them at
   * the same moment makes it start again. Nothing is paid yet.
   */
  async function replayPage(users: readonly string[]): Promise<readonly Replayed[]> {
    const [closed, live] = await Promise.all([closedOf(users), liveOf(users)])
    for (let tries = 1; ; tries++) {
      await recount.catchUp()
      try {
        return await inTransaction(store, (session) => replayNow(users, closed, live, session))
      } catch (error) {
        if (!isDuplicate(error) || tries === mostTries) throw error
      }
    }
  }

  async function replayNow(
    users: readonly string[],
    closed: ReadonlyMap<string, Skip>,
    live: ReadonlyMap<string, readonly string[]> | undefined,
    session: mongo.ClientSession,
  ): Promise<readonly Replayed[]> {
    const recounted = await recount.asOf(users, session)
    const ids = users.map((user) => counterIdOf(ruleId, user))
    const counters = await store.counters.findMany(ids, session)
    const claims = await store.claims.ofTask(org, ruleId, users, session)
    const byUser = Map.groupBy(claims, ({ user }: TaskClaim) => user)
    const replayed = await Promise.all(
      users.map((user) =>
        replayUser(user, closed.get(user), {
          ...{ unit, currency: task.currency._id },
          counter: counters.get(counterIdOf(ruleId, user)),
          recounted: recounted.get(user),
          claims: byUser.get(user) ?? [],
          live: live && (live.get(user) ?? []),
        }),
      ),
    )
    if (!isDryRun) {
      const changes = replayed.flatMap((each) =>
        each.skipped === undefined && each.isChange ? [each.after] : [],
      )
      await store.counters.rewrite(changes, session)
    }
    return replayed
  }

  async function replayUser(
    user: string,
    closed: Skip | undefined,
    asked: Case,
  ): Promise<Replayed> {
    const { counter: before, recounted } = asked
    const judgement = judge(asked)
    if (typeof judgement === 'string') return { user, skipped: judgement }
    if (before?.replay?.due && !isDryRun) return { user, skipped: 'replayed_elsewhere' }

    const movable = await pay.movable(user, judgement.difference)
    const isChange = !isSameCount(before, recounted?.counter) || movable !== 0n
    if (closed && (isChange || judgement.difference !== 0n)) return { user, skipped: closed }
    const after = counterOf(user, asked, judgement, movable)
    return { user, ...judgement, before, after, isChange, movable }
  }

  function counterOf(
    user: string,
    { counter, recounted, currency }: Case,
    { owedInWindow, factors }: Judgement,
    movable: bigint,
  ): CounterRecord {
    const times = (counter?.replay?.times ?? 0) + 1
    const key = keyOf(`${org}/replay`, `${ruleId}:${user}#${times}`)
    const { windows, finished } = recounted?.counter ?? { windows: [] }
    return {
      ...{ _id: counterIdOf(ruleId, user), org, website, rule: ruleId, user },
      ...{ windows, finished, updatedAt: now() },
      replay: {
        ...{ times, currency, factors },
        compensated: counter?.replay?.compensated ?? '0',
        ...(movable === 0n ? {} : { due: { key, amount: String(movable) } }),
        ...{ window: windows.at(-1)?.index ?? 0, owed: String(owedInWindow) },
      },
    }
  }

  /** Those who may not take part now, and why. */
  async function closedOf(users: readonly string[]): Promise<ReadonlyMap<string, Skip>> {
    const people = await store.users.findMany(org, users)
    const known = new Map(people.map((person) => [person._id, person]))
    const found = users.map(async (user): Promise<[string, Skip | undefined]> => {
      const person = known.get(user)
      if (!person) return [user, 'not_found']
      if (person.isBlocked) return [user, 'user_blocked']
      if (!task.hasRequired) return [user, undefined]
      const gate = await requiredGate(store, record, person)
      return [user, gate.isOpen ? undefined : 'required_rule_missing']
    })
    return new Map(
      (await Promise.all(found)).flatMap(([user, skip]) => (skip ? [[user, skip]] : [])),
    )
  }

  /** The multipliers that users have now, if the task has a use for them. */
  async function liveOf(users: readonly string[]) {
    if (rule.metadata.skipMultiplier) return undefined
    const found = await store.multipliers.live(org, users)
    const own = found.filter((each) => isFor(each, rule.loyaltyCurrencyId))
    const byUser = Map.groupBy(own, ({ user }) => user)
    return new Map([...byUser].map(([user, all]) => [user, all.map(({ factor }) => factor)]))
  }

  return replayPage
}
