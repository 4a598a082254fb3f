import { decodeTime, encodeTime, ulid } from 'ulid'

const digits = 3

/**
 * Ids of one round: its own, `pst_` and a ULID of the round's time, and its postings', which go on with their number in it.
 * So they sort by time, and each names its round.
 */
export function createPostingIds(now: Date) {
  const round = `pst_${ulid(now.getTime())}`
  let count = 0
  return {
    round,
    next: () => `${round}${(count++).toString(36).padStart(digits, '0')}`,
  }
}

const roundLength = 'pst_'.length + 26

export function roundOf(posting: string): string {
  return posting.slice(0, roundLength)
}

/** The time of a posting's round. Throws if the text is no posting's id. */
export function timeOfPosting(posting: string): Date {
  return new Date(decodeTime(posting.slice('pst_'.length, roundLength)))
}

/** Sorts before the ids of all postings of that time and after. */
export function firstIdAt(time: Date): string {
  return `pst_${encodeTime(Math.max(0, time.getTime()))}`
}
