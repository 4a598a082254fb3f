import { Failure } from '../domain/failure.ts'
import type { FieldError } from '../domain/failure.ts'
import { currencyOf, isCounter } from './account.ts'
import { postedOf } from './entry.ts'
import type { Refused, StoredEntry } from './entry.ts'
import type { Content, Order } from './order.ts'
import { magnitude } from './share.ts'
import type { Posted } from './types.ts'

/** What a key that is known is answered: what was answered first, or in which fields the two differ. */
export function answerOf(
  order: Order,
  posting: readonly StoredEntry[],
  replayed: boolean,
): Posted | Failure {
  const differs = differencesOf(order.content, contentOf(order, posting))
  if (differs.length > 0) return conflict(order, differs)
  const refused = posting[0]?.refused
  return refused ? failureOf(refused) : postedOf(posting, replayed)
}

export function failureOf({
  code,
  message,
  pointer,
  detail,
}: Omit<Refused, 'kind' | 'legs'>): Failure {
  return new Failure(code, message, { errors: [{ pointer, code: detail, message }] })
}

function contentOf({ compared = every }: Order, posting: readonly StoredEntry[]): Content {
  const [first] = posting
  if (!first) throw new Error('a posting has entries')
  if (first.refused) return { ...first.refused, rule: first.rule }
  const legs = posting.filter(({ account }) => !isCounter(account))
  return { kind: first.kind, rule: first.rule, legs: compared(legs).map(askedOf) }
}

const every = (legs: readonly StoredEntry[]) => legs

function askedOf({ account, kind, amount, asked, heldChange = 0n }: StoredEntry) {
  return { account, amount: kind === 'hold' ? heldChange : (asked ?? amount) }
}

function differencesOf(sent: Content, known: Content): string[] {
  const pointers = new Set<string>()
  if (sent.kind !== known.kind) pointers.add('/kind')
  if (sent.rule !== known.rule) pointers.add('/rule')
  if (sent.legs.length !== known.legs.length) pointers.add('/legs')
  for (const [index, leg] of sent.legs.entries()) {
    const other = known.legs[index]
    if (other) legDifferencesOf(leg, other).forEach((pointer) => pointers.add(pointer))
  }
  return [...pointers]
}

function legDifferencesOf(sent: Content['legs'][number], known: Content['legs'][number]): string[] {
  const [currency, knownCurrency] = [currencyOf(sent.account), currencyOf(known.account)]
  const owner = sent.account.slice(currency.length)
  return [
    ...(currency === knownCurrency ? [] : ['/currency']),
    ...(owner === known.account.slice(knownCurrency.length) ? [] : ['/account']),
    ...(magnitude(sent.amount) === magnitude(known.amount) ? [] : ['/amount']),
    ...(sent.amount > 0n === known.amount > 0n ? [] : ['/direction']),
  ]
}

function conflict({ settlesHold }: Order, pointers: readonly string[]): Failure {
  if (settlesHold !== undefined) {
    const message = 'the hold was captured, voided or ran out before'
    return new Failure('invalid_request', message, {
      errors: [{ pointer: '/hold', code: 'hold_settled', message }],
    })
  }
  const errors: FieldError[] = pointers.map((pointer) => ({
    pointer,
    code: 'differs',
    message: 'differs from what was sent with this key before',
  }))
  const message = `the key was used before with another ${pointers.map((p) => p.slice(1)).join(', ')}`
  return new Failure('key_conflict', message, { errors })
}
