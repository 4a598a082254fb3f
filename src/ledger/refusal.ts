import type { FailureCode } from '../domain/failure.ts'
import type { Head } from './heads.ts'
import type { Move } from './order.ts'
import type { AccountId } from './types.ts'

/** Why an account refuses a move. */
export interface Refusal {
  account: AccountId
  code: FailureCode
  message: string
  pointer: string
  /** The code of the field: tells a cap from a budget. */
  detail: string
}

/** What an account has to say against a move: it is closed, its limit is reached, or too little can be spent. */
export function refusalOf(move: Move, head: Head, floor: bigint | undefined): Refusal | undefined {
  const { account, amount, held = 0n, limit } = move
  const isRelease = amount === 0n && held < 0n
  if (head.isClosed && !isRelease) {
    return refused(move, 'account_closed', 'account_closed', 'The account is closed.')
  }
  if (limit !== undefined && amount > 0n && head.balance + amount > limit) {
    return account.type === 'budget'
      ? refused(move, 'cap_reached', 'budget_spent', 'The budget is spent.')
      : refused(move, 'cap_reached', 'cap_reached', 'The cap is reached.')
  }
  const takes = amount - held < 0n
  if (takes && floor !== undefined && head.balance + amount - head.held - held < floor) {
    const message = 'There are not enough points on the account.'
    return refused(move, 'insufficient_points', 'insufficient_points', message)
  }
  return undefined
}

function refused(
  { account: { id: account }, pointer }: Move,
  code: FailureCode,
  detail: string,
  message: string,
): Refusal {
  return { account, code, message, pointer, detail }
}
