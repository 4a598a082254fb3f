import { wholeOf } from '../domain/points.ts'
import { ruleTypeOf } from '../rules/catalog.ts'
import type { CounterReplay } from '../store/counters.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import { keysOf } from './count-page.ts'
import { invalid } from './scope.ts'
import { ruleOf } from './stored-rule.ts'

/** How far a user is with a task, in the window that is the newest. */
export interface TaskProgress {
  /** What was counted in it, and what has to be; decimals. */
  current: string
  target: string
  /** The how many-th window it is, from 0; it begins with the first thing that counts. */
  window: number
  startsAt: Date | undefined
  /** When the target was reached, and when counting begins anew. */
  reachedAt: Date | undefined
  endsAt: Date | undefined
  /** How many multiples of the reward were earned in it, and how many points were paid for them, whole units. */
  multiples: string
  paid: string
  /** The task is done, for good. */
  finished: boolean
  updatedAt: Date | undefined
}

/** How far users have come with tasks that are counted. */
export function createTaskProgress(store: Store) {
  /** Throws `invalid_request` for a rule that counts nothing. */
  return async function progressOf(record: RuleRecord, user: string): Promise<TaskProgress> {
    const { org, _id } = record
    const rule = ruleOf(record)
    const target = ruleTypeOf(rule.type).task(rule)?.target
    if (target === undefined) {
      const message = 'is no task that is counted'
      throw invalid({ pointer: '/id', code: 'not_counted', message })
    }
    const counter = await store.counters.find(org, _id, user)
    const newest = counter?.windows.at(-1)
    const window = newest?.index ?? 0
    return {
      ...{ current: newest?.value ?? '0', target, window },
      ...{ startsAt: newest?.startsAt, reachedAt: newest?.reachedAt, endsAt: newest?.endsAt },
      multiples: newest?.paid ?? '0',
      paid: newest ? await paidIn(record, user, window, counter?.replay) : '0',
      finished: counter?.finished ?? false,
      updatedAt: counter?.updatedAt,
    }
  }

  async function paidIn(
    record: RuleRecord,
    user: string,
    window: number,
    replay: CounterReplay | undefined,
  ): Promise<string> {
    const { org, _id, definition } = record
    const before = replay?.window === window ? BigInt(replay.owed) : 0n
    const prefix = `${_id}:${user}:${keysOf(window, replay?.times)}`
    const minor = before + (await store.claims.pointsIn(org, prefix))
    const currency = definition.loyaltyCurrencyId
    const found = typeof currency === 'string' ? await store.currencies.find(org, currency) : null
    return wholeOf(minor, found?.decimals ?? 0)
  }
}

export type ProgressOf = ReturnType<typeof createTaskProgress>
