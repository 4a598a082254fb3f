import { parseAccountId } from '../account.ts'
import type { Account } from '../account.ts'
import { roundOf } from '../posting-ids.ts'
import type { AccountId, Kind } from '../types.ts'
import { fieldIn as field } from './entry-fields.ts'
import type { EntryView, Glance } from './entry-view.ts'
import { mostParts } from './raw.ts'

const kinds: Record<Kind, true> = {
  ...{ claim: true, reward: true, withdrawal: true, transaction: true, adjustment: true },
  ...{ reversal: true, hold: true, capture: true, void: true, refusal: true, expiry: true },
  round: true,
}
const knownKinds: ReadonlySet<string> = new Set(Object.keys(kinds))

const summing = [field.covers, field.programme, field.tags, field.sums, field.mark]

/** What is wrong with an entry by itself, wherever it stands; its fields have the right types. */
export function formFlawsOf(view: EntryView, entry: Glance, account: Account): string[] {
  const { kind, amount, leg, parts } = entry
  const flaws: string[] = []
  if (!knownKinds.has(kind)) flaws.push('the kind is unknown')
  const isSeveral = view.has(field.parts)
  const isLeg = leg < parts && (isSeveral ? parts > 1 && parts <= mostParts : true)
  if (!isLeg) flaws.push('it is no leg of its posting')
  if ((kind === 'refusal') !== view.has(field.refused)) flaws.push('a refusal says what it refused')
  if (kind === 'refusal' && amount !== 0n) flaws.push('a refusal moves nothing')
  const isRound = kind === 'round'
  if (isRound !== (account.type === 'issuance')) flaws.push('issuance is written by rounds')
  if (isRound && !isSumOfRound(view, account)) flaws.push('it does not sum up a round')
  if (!isRound && summing.some(view.has)) flaws.push('only a round is summed up')
  return flaws
}

/** Whether a text names an account; the ledger writes on no other. */
export function isAccountId(id: AccountId): boolean {
  try {
    parseAccountId(id)
    return true
  } catch {
    return false
  }
}

function isSumOfRound(view: EntryView, { currency, programme }: Account): boolean {
  const posting = view.text(field.posting)
  return (
    summing.every(view.has) &&
    posting === roundOf(posting) &&
    view.is(field._id, `@round:${posting}:${currency}/0`) &&
    view.is(field.programme, programme) &&
    !view.has(field.parts)
  )
}
