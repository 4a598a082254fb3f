import { keyOfEntry } from '../../../src/ledger/entry.ts'
import { roundOf } from '../../../src/ledger/posting-ids.ts'
import type { Random } from '../../../chaos/random.ts'
import { forged } from './documents.ts'
import type { Document, Entry } from './documents.ts'
import { edited, fields } from './edits.ts'

export interface Tampering {
  what: string
  /** What is stored then. */
  documents: readonly Document[]
  /** The field that was edited. */
  field?: string
  /** The entry that was edited, if it is still in its place: the audit has to name it. */
  victim?: Entry
}

type Tamper = (random: Random, entries: readonly Entry[]) => Tampering

/** One field of one entry; `turn` goes through all of them. */
export function edit(random: Random, entries: readonly Entry[], turn: number): Tampering {
  const field = fields[turn % fields.length] ?? ''
  const having = entries.filter((entry) => field in entry)
  const victim = random.pick(random.chance(0.85) ? having : entries)
  const after = edited(random, victim, field)
  const isMoved = field === 'account' || field === 'seq' || field === '_id'
  return {
    what: `edit ${field} of ${victim._id}`,
    documents: replaced(entries, [victim], [after]),
    field,
    ...(isMoved ? {} : { victim }),
  }
}

/** Everything else that can be done to entries, by somebody in a hurry and by somebody who knows the ledger. */
export const others: Readonly<Record<string, Tamper>> = {
  'add an unknown field'(random, entries) {
    const victim = random.pick(entries)
    const after = { ...victim, [random.pick(['extra', 'Amount', 'amount ', '__v'])]: 1 }
    return told('add a field to', victim, replaced(entries, [victim], [after]))
  },

  'delete an entry'(random, entries) {
    const victim = random.pick(entries)
    return told('delete', victim, replaced(entries, [victim], []))
  },

  'delete a posting'(random, entries) {
    const victim = random.pick(entries)
    const key = keyOfEntry(victim._id)
    const legs = entries.filter(({ _id }) => keyOfEntry(_id) === key)
    return told('delete the posting of', victim, replaced(entries, legs, []))
  },

  'delete an entry and close the gap'(random, entries) {
    const victim = random.pick(entries)
    const mine = ofAccount(entries, victim)
    return told(
      'take out',
      victim,
      replaced(entries, mine, forged(mine.filter((each) => each !== victim))),
    )
  },

  'swap two entries'(random, entries) {
    const one = random.pick(entries)
    const other = random.pick(ofAccount(entries, one))
    const after = [
      { ...one, seq: other.seq },
      { ...other, seq: one.seq },
    ]
    return told(`swap with ${other._id}`, one, replaced(entries, [one, other], after))
  },

  'swap two entries and chain them again'(random, entries) {
    const one = random.pick(entries)
    const mine = ofAccount(entries, one)
    const other = random.pick(mine)
    const turned = mine.map((each) => (each === one ? other : each === other ? one : each))
    return told(`swap neatly with ${other._id}`, one, replaced(entries, mine, forged(turned)))
  },

  'swap what two entries say'(random, entries) {
    const one = random.pick(entries)
    const other = random.pick(entries)
    const after = [
      { ...one, amount: other.amount, balance: other.balance },
      { ...other, amount: one.amount, balance: one.balance },
    ]
    return told(`swap amounts with ${other._id}`, one, replaced(entries, [one, other], after))
  },

  'insert an entry'(random, entries) {
    const model = random.pick(entries)
    const seq = ofAccount(entries, model).length + random.pick([1, 2])
    return told('copy', model, replaced(entries, [], [{ ...model, _id: 'forged/0', seq }]))
  },

  'insert an entry and chain it'(random, entries) {
    const model = random.pick(entries)
    const mine = ofAccount(entries, model)
    const { parts: _, ...single } = { ...model, _id: 'forged/0' }
    const at = random.int(0, mine.length)
    return told(
      'insert like',
      model,
      replaced(entries, mine, forged(mine.toSpliced(at, 0, single))),
    )
  },

  'change an amount and chain it again'(random, entries) {
    const victim = random.pick(entries)
    const mine = ofAccount(entries, victim)
    const more = { ...victim, amount: victim.amount + random.pick([-1n, 1n, 100n]) }
    const after = forged(mine.map((each) => (each === victim ? more : each)))
    return told('rewrite from', victim, replaced(entries, mine, after))
  },

  'truncate an account'(random, entries) {
    const victim = random.pick(entries)
    const tail = ofAccount(entries, victim).filter(({ seq }) => seq >= victim.seq)
    return told('truncate from', victim, replaced(entries, tail, []))
  },

  'truncate everything'(random, entries) {
    const victim = random.pick(entries)
    const tail = entries.filter(({ posting }) => roundOf(posting) >= roundOf(victim.posting))
    return told('truncate all from the round of', victim, replaced(entries, tail, []))
  },
}

function told(what: string, { _id }: Entry, documents: readonly Document[]): Tampering {
  return { what: `${what} ${_id}`, documents }
}

function ofAccount(entries: readonly Entry[], { account }: Entry): Entry[] {
  return entries.filter((entry) => entry.account === account).sort((a, b) => a.seq - b.seq)
}

function replaced(
  entries: readonly Entry[],
  before: readonly Entry[],
  after: readonly Document[],
): Document[] {
  return [...entries.filter((entry) => !before.includes(entry)), ...after]
}
