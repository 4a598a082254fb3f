import type { Operation } from './clients.ts'
import type { Programme } from './programme.ts'
import type { Random } from './random.ts'

/** What clients ask of the product: claimr's two methods about points, and Snag's transactions and claims. */
export type ApiCall =
  | {
      do: 'reward' | 'withdraw'
      body: { id: string; account: string; xp: number; strict?: boolean }
    }
  | { do: 'transaction'; key?: string | undefined; entries: readonly ApiEntry[] }
  | { do: 'complete'; rule: string; body: { userId: string; idempotencyKey: string } }

export interface ApiEntry {
  userId: string
  amount: number
  direction: 'credit' | 'debit'
  idempotencyKey?: string
}

/** Draws what clients of both doors want of a few people. */
export function createApiOperations(random: Random, { users }: Programme, rule: string) {
  function draw(name: string): Operation<ApiCall>[] {
    const dice = random.int(1, 10)
    if (dice <= 4) return moved(name, 'reward', random.int(1, 50))
    if (dice <= 6) return moved(name, 'withdraw', random.int(1, 40))
    if (dice <= 9) return transaction(name)
    const body = { userId: random.pick(users).id, idempotencyKey: name }
    return [{ name, call: { do: 'complete', rule, body } }]
  }

  function moved(id: string, method: 'reward' | 'withdraw', xp: number): Operation<ApiCall>[] {
    const account = random.pick(users).wallet
    const body = { id, account, xp, ...(method === 'withdraw' && { strict: random.chance(0.5) }) }
    const call: ApiCall = { do: method, body }
    return [{ name: id, call, other: { ...call, body: { ...body, xp: xp * 2 } } }]
  }

  /** One line with a key of its own, or several under the key of the call. */
  function transaction(name: string): Operation<ApiCall>[] {
    const isWhole = random.chance(0.5)
    const people = random.shuffled(users).slice(0, isWhole ? 3 : 1)
    const entries = people.map(({ id: userId }): ApiEntry => {
      const direction = random.chance(0.7) ? 'credit' : 'debit'
      const own = isWhole ? {} : { idempotencyKey: name }
      return { userId, amount: random.int(1, 50), direction, ...own }
    })
    const doubled = entries.map((entry) => ({ ...entry, amount: entry.amount * 2 }))
    const call = { do: 'transaction' as const, key: isWhole ? name : undefined }
    return [{ name, call: { ...call, entries }, other: { ...call, entries: doubled } }]
  }

  return draw
}

/** Claims are carried by a workflow, which may have to wait until a killed worker is noticed. */
export function isSlow(call: ApiCall): boolean {
  return call.do === 'complete'
}
