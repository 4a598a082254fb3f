import type { ActionId, Purse, User } from './world.ts'

/** One thing that somebody asks the ledger for. Days are counted from now. */
export type Action = Credit | Payment | Hold | Capture | Void | Close | Reversal

export interface Credit {
  type: 'credit'
  to: Purse
  amount: bigint
  /** After how many days the points are available, if not at once. */
  pends?: number | undefined
  /** How many days they last then, if not for ever. */
  lasts?: number | undefined
}

export type Payment = { amount: bigint; mayCut: boolean } & (
  | { type: 'claim'; to: User }
  | { type: 'debit'; from: Purse }
  | { type: 'transfer'; from: User; to: User }
  | { type: 'split'; from: User; to: readonly [User, User]; more: bigint }
  /** Points for stars, or stars for points. */
  | { type: 'swap'; from: Purse; to: Purse; gets: bigint }
  /** The first spends, and the others help. The points are gone, unless somebody gets them. */
  | { type: 'spend'; from: readonly User[]; to?: User | undefined }
)

export interface Hold {
  type: 'hold'
  from: Purse
  amount: bigint
  days: number
}

export interface Capture {
  type: 'capture'
  hold: ActionId
  to: Purse
  /** All of it, where it is left out. */
  amount?: bigint | undefined
}

export interface Void {
  type: 'void'
  hold: ActionId
}

export interface Close {
  type: 'close'
  account: Purse
}

export interface Reversal {
  type: 'reverse'
  posting: ActionId
  /** The entry of the posting that is named. */
  leg: number
  /** Tells several reversals of one entry apart. */
  name: string
  /** All that is left, where it is left out. */
  amount?: bigint | undefined
  of: 'entry' | 'posting'
  mayCut: boolean
}
