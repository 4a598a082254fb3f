/**
 * Where a whole window is judged, so that no fact counts twice while it moves: network -> block.
 * The hash makes sure that the block is still the same one when a later page is read.
 */
export type Pin = Readonly<Record<string, Block>>

export interface Block {
  number: number
  hash: string
  /** ISO 8601. */
  time: string
}
