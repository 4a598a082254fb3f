import type { Action } from './action.ts'
import type { Run } from './property.ts'
import type { Back, Sending, Step } from './steps.ts'

const cat: Back[] = [{ name: 'cat', days: 1 }]
const bob: Back[] = [{ name: 'bob', days: 1 }]

/**
 * What once went wrong, and what easily could, as short as it can be: run before anything is drawn. A run begins with what
 * `property.ts` gives everybody; actions name the newest of their kind by 0.
 */
export const examples: readonly Run[] = [
  // The model took a world that it had copied for another one, whatever was done at once.
  [
    [
      atOnce(
        by(0, { type: 'credit', to: 'cat', amount: 5n, lasts: 5 }),
        by(1, { type: 'hold', from: 'cat', amount: 5n, days: 5 }),
      ),
      one(0, { type: 'claim', to: 'ann', amount: 7n, mayCut: true }),
      one(1, { type: 'transfer', from: 'bob', to: 'ann', amount: 30n, mayCut: false }),
      { days: 5, by: 0 },
    ],
    cat,
  ],
  [
    [
      one(0, { type: 'debit', from: 'bob', amount: 30n, mayCut: false }),
      atOnce(
        by(0, { type: 'credit', to: 'bob', amount: 4n }),
        by(1, { type: 'transfer', from: 'bob', to: 'cat', amount: 28n, mayCut: false }),
      ),
      one(0, { ...reversalOf(2), name: 'whole' }),
      { sends: [{ by: 1, again: 3, but: 'nothing' }] },
    ],
    bob,
  ],
  // A ledger remembered how little somebody had, and refused a group what another ledger had given them.
  [
    [
      one(1, { type: 'debit', from: 'cat', amount: 16n, mayCut: false }),
      one(0, { type: 'credit', to: 'cat', amount: 10n }),
      one(1, { type: 'spend', from: ['bob', 'cat'], amount: 45n, mayCut: false }),
    ],
    cat,
  ],
  // For the same reason it did not see that points had expired.
  [
    [
      one(1, { type: 'debit', from: 'cat', amount: 16n, mayCut: false }),
      one(0, { type: 'credit', to: 'cat', amount: 10n, lasts: 1 }),
      { days: 1, by: 1 },
    ],
    cat,
  ],
  // A capture that was refused left a hold that nothing could end.
  [
    [
      one(0, { type: 'hold', from: 'bob', amount: 5n, days: 6 }),
      one(0, { type: 'close', account: 'bob' }),
      one(1, { type: 'capture', hold: 0, to: 'ann' }),
      one(0, { type: 'void', hold: 0 }),
    ],
    bob,
  ],
  [
    [
      one(0, { type: 'hold', from: 'bob', amount: 5n, days: 2 }),
      one(0, { type: 'close', account: 'cat' }),
      one(0, { type: 'capture', hold: 0, to: 'cat' }),
      { days: 2, by: 1 },
    ],
    bob,
  ],
  // A part of a debit comes back: of two lots that it spent, the one that was spent last.
  [
    [
      one(0, { type: 'debit', from: 'ann', amount: 18n, mayCut: false }),
      one(1, { ...reversalOf(0), amount: 7n, name: 'part' }),
    ],
    [{ name: 'ann', days: 0 }],
  ],
  // A ledger named the second of two who objected, for it remembered more than the first had.
  [
    [
      one(0, { type: 'credit', to: 'ann*', amount: 1n }),
      one(0, { type: 'close', account: 'cat' }),
      one(1, { ...reversalOf(1), name: 'whole' }),
      one(0, { type: 'swap', from: 'cat*', to: 'cat', gets: 4n, amount: 1n, mayCut: false }),
    ],
    cat,
  ],
]

function one(ledger: number, action: Action): Step {
  return atOnce(by(ledger, action))
}

function atOnce(...sends: Sending[]): Step {
  return { sends }
}

function by(ledger: number, action: Action): Sending {
  return { by: ledger, action }
}

function reversalOf(posting: number) {
  return { type: 'reverse', posting, leg: 0, of: 'entry', mayCut: false } as const
}
