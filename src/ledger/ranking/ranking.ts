import type { mongo } from 'mongoose'
import { accountId } from '../account.ts'
import type { AccountName } from '../account.ts'
import { reached, unavailable } from '../outage.ts'
import type { AccountId } from '../types.ts'
import { nameOf } from './account-name.ts'
import { aroundOn, rankedOn, topOn } from './answers.ts'
import type { Places, Ranked, TopPage } from './answers.ts'
import { createBoard } from './board.ts'
import type { Board } from './board.ts'
import { createBoards } from './boards.ts'
import type { Keeping, Kept } from './boards.ts'
import { createFollower, timeOf } from './follower.ts'
import { readAccounts } from './load.ts'

export interface RankingOptions extends Partial<Keeping> {
  db: mongo.Db
  /** Told of what interrupted the ranking; it goes on by itself. */
  onError: (error: unknown) => void
  now?: () => Date
}

/** An answer, and until when all changes of the accounts are in it. */
export type AsOf<T> = T & { asOf: Date }

const attempts = 5
const tidyMs = 1_000

/**
 * Exact ranks of the users of a website by their points of a currency, kept in memory: each board is loaded when it is
 * first asked for, and kept up by the changes of `accounts`, which are themselves at most a second behind the entries.
 * Nothing of this is stored. A board is always loaded whole, as of one time, before it answers, so that a stored place
 * in the stream would have nothing to go on from; within a process the place is kept in memory.
 *
 * Answers come from one state: the places of a list and their ranks fit together. Throws `unavailable` during an
 * outage. `run` must be running.
 */
export function createRanking({
  db,
  onError,
  maxAccounts = 2_000_000,
  idleMs = 3_600_000,
  now = () => new Date(),
}: RankingOptions) {
  const boards = createBoards({ maxAccounts, idleMs })
  let tidiedAt = 0
  const follower = createFollower({
    ...{ db, now, onError },
    follow(change) {
      const { currency, owner } = nameOf(change.account)
      boards.find(currency)?.board.follow(owner, change)
    },
    isWanted() {
      const at = now()
      if (at.getTime() - tidiedAt >= tidyMs) {
        tidiedAt = at.getTime()
        boards.tidy(at)
      }
      return boards.count() > 0
    },
    forget: boards.clear,
  })

  /** How a user's account stands; undefined for one that has never had an entry, and for the system's own. */
  async function rank(account: AccountId): Promise<AsOf<Ranked> | undefined> {
    const { currency, owner } = nameOf(account)
    return answer(currency, (board) => rankedOn(board, owner))
  }

  /** Up to `reach` places on either side of an account, and its own. */
  async function around(account: AccountId, reach: number): Promise<AsOf<Places> | undefined> {
    const { currency, owner } = nameOf(account)
    return answer(currency, (board) => aroundOn(board, owner, reach))
  }

  /** A page from the top, or from after an account; undefined if that one is not ranked. */
  async function top(
    place: Omit<AccountName, 'owner'>,
    { limit, after }: TopPage,
  ): Promise<AsOf<Places & { hasNextPage: boolean }> | undefined> {
    const { currency } = nameOf(accountId({ ...place, owner: 'holds' }))
    const last = after === undefined ? undefined : nameOf(after)
    if (last && last.currency !== currency) return undefined
    return answer(currency, (board) => topOn(board, limit, last?.owner))
  }

  async function answer<T>(currency: string, ask: (board: Board) => T | undefined) {
    const { board, loadedAt } = await reached(loadedBoard(currency))
    const found = ask(board)
    const seen = follower.seenUntil()
    return found && { ...found, asOf: seen > loadedAt ? seen : loadedAt }
  }

  /** A board may be forgotten while it is loaded. */
  async function loadedBoard(currency: string): Promise<Kept> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const kept = boards.find(currency) ?? open(currency)
      await kept.ready
      if (!boards.isKept(kept)) continue
      boards.touch(kept, now())
      return kept
    }
    throw unavailable(new Error(`${currency} was forgotten ${attempts} times while it was loaded`))
  }

  function open(currency: string): Kept {
    const board = createBoard(currency)
    const kept = { board, ready: Promise.resolve(), loadedAt: now(), askedAt: now() }
    boards.touch(kept, now())
    kept.ready = fill(kept)
    return kept
  }

  async function fill(kept: Kept): Promise<void> {
    try {
      await follower.start()
      kept.loadedAt = now()
      const time = await timeOf(db)
      await readAccounts(db, kept.board.currency, time, kept.board.load)
      // If it was forgotten meanwhile, it has missed changes, and nobody will use it.
      if (!boards.isKept(kept)) return
      kept.board.loaded(time.toBigInt())
      boards.touch(kept, now())
      boards.tidy(now())
    } catch (error) {
      boards.remove(kept)
      throw error
    }
  }

  return { rank, around, top, run: follower.run, size: boards.size }
}

export type Ranking = ReturnType<typeof createRanking>
