import type { Move, Plan } from './order.ts'

/** The largest size of a plan whose moves nobody objects to; 0 if there is none. */
export function largestFit(
  { size, movesAt }: Plan,
  fits: (moves: readonly Move[]) => boolean,
): bigint {
  let fitting = 0n
  let tooMuch = size
  while (tooMuch - fitting > 1n) {
    const middle = (fitting + tooMuch) / 2n
    if (fits(movesAt(middle))) fitting = middle
    else tooMuch = middle
  }
  return fitting
}
