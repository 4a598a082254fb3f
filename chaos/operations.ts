import { keyOf } from '../src/ledger/key.ts'
import type { AccountId, Leg, Posting } from '../src/ledger/types.ts'
import type { Answer } from './answer.ts'
import type { Call } from './calls.ts'
import type { Operation } from './clients.ts'
import { createDraws } from './draws.ts'
import { otherOf } from './other-body.ts'
import { accountOf, countersOf } from './places.ts'
import type { Random } from './random.ts'
import { rivalMark } from './request.ts'

interface Known {
  id: string
  amount: bigint
  account: AccountId
}

const mostKnown = 500
const dayMs = 24 * 3_600_000

/** Draws what clients want, on a few hot accounts and many others. Some of it names what was acknowledged before. */
export function createOperations(random: Random) {
  const moved: Known[] = []
  const holds: Known[] = []
  const { user, currency, amount, upTo, pair, pay, several } = createDraws(random)

  const kinds: [weight: number, draw: (name: string, window: string) => Call | Call[]][] = [
    [38, (name) => post(name, 'reward', pay('issuance', user(), amount(100)))],
    [13, (name) => post(name, 'withdrawal', pay(user(), 'issuance', amount(60)))],
    [7, (name) => post(name, 'withdrawal', pay(user(), 'issuance', amount(400)), { mayCut: true })],
    [12, (name) => post(name, 'transaction', pay(...pair(), amount(40)))],
    [7, (name) => post(name, 'transaction', several())],
    [9, capped],
    [6, hold],
    [4, settle],
    [4, reverse],
  ]
  const deck = kinds.flatMap(([weight, draw]) => Array.from({ length: weight }, () => draw))

  /** One operation, or two that race each other, be it with other bodies under the same key. */
  function draw(name: string, window: string): Operation<Call>[] {
    const [call, second] = [random.pick(deck)(name, window)].flat()
    if (!call) return draw(name, window)
    const other = otherOf(call)
    if (second)
      return [
        { name, call },
        { name: `${name}b`, call: second },
      ]
    if (call.do !== 'post' || !other || !random.chance(0.01)) return [{ name, call, other }]
    return [
      { name, call },
      { name: name + rivalMark, call: other },
    ]
  }

  /** Remembers what later operations may name. */
  function learn(call: Call, answer: Answer): void {
    const [first] = answer.is === 'posted' ? answer.entries : []
    if (!first?.id || !first.account) return
    const { id, account } = first
    if (call.do === 'hold') push(holds, { id: call.hold.key, account, amount: call.hold.amount })
    if (call.do === 'post') push(moved, { id, account, amount: first.amount })
  }

  function capped(name: string, window: string): Call {
    const to = user()
    const given = amount(50)
    const counters = countersOf(to, 'gold', window, given)
    return post(name, 'claim', pay('issuance', to, given, 'gold'), {
      ...{ counters, rule: 'rul_chaos', mayCut: random.chance(0.5) },
    })
  }

  function hold(name: string): Call {
    // One that runs out tomorrow is gone for a writer whose clock is ahead.
    const expiresAt = new Date(Date.now() + (random.chance(0.1) ? dayMs : 3_650 * dayMs))
    const account = accountOf(user(), currency())
    return { do: 'hold', hold: { key: keyFor(name), account, amount: amount(30), expiresAt } }
  }

  /** Captures a hold or voids it, or both at once, of which one comes too late. */
  function settle(): Call[] {
    const [held] = holds.splice(random.int(0, holds.length - 1), 1)
    if (!held) return []
    const { id: hold, account, amount: whole } = held
    const to = accountOf(user(), account.includes(':gold:') ? 'gold' : 'silver')
    const ends: Call[] = [{ do: 'void', hold }]
    if (to !== account) ends.push({ do: 'capture', capture: { hold, to, amount: upTo(whole) } })
    return random.shuffled(ends).slice(0, random.chance(0.2) ? 2 : 1)
  }

  function reverse(name: string): Call[] {
    if (moved.length === 0) return []
    const { id: entry, amount: whole } = random.pick(moved)
    const amount = upTo(whole < 0n ? -whole : whole)
    return [{ do: 'reverse', reversal: { entry, amount, name, mayCut: random.chance(0.5) } }]
  }

  return { draw, learn }
}

export function keyFor(name: string): string {
  return keyOf('chaos', name)
}

function post(name: string, kind: Posting['kind'], legs: Leg[], more: Partial<Posting> = {}): Call {
  return { do: 'post', posting: { key: keyFor(name), kind, legs, ...more } }
}

function push(list: Known[], known: Known): void {
  list.push(known)
  if (list.length > mostKnown) list.shift()
}
