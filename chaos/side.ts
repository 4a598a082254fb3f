import { setTimeout as delay } from 'node:timers/promises'
import type { mongo } from 'mongoose'
import { auditLedger } from '../src/ledger/audit.ts'
import { createLedger } from '../src/ledger/ledger.ts'
import type { AccountId } from '../src/ledger/types.ts'
import { isRemembered } from './answer.ts'
import type { Answer } from './answer.ts'
import { accountsTold, booksOf } from './books.ts'
import { createCheck } from './check.ts'
import { createClients } from './clients.ts'
import type { Door, Operation } from './clients.ts'
import { openLog } from './log.ts'
import type { Random } from './random.ts'
import type { Problem } from './request.ts'

export interface SideOptions<C> {
  logFile: string
  random: Random
  doors: readonly Door<C>[]
  patienceMs: number
  /** Draws what is sent next. */
  draw: (name: string, round: number) => Operation<C>[]
  learn?: (call: C, answer: Answer) => void
  /** What may take longer than a round. */
  isSlow?: (call: C) => boolean
  /** Where all of it is stored, and the accounts that are always looked at. */
  db: mongo.Db
  accounts: readonly AccountId[]
}

export type Side = Awaited<ReturnType<typeof openSide>>

const mostRemembered = 3_000

/** Clients of one door, their log, and the books that it is compared with. */
export async function openSide<C>(options: SideOptions<C>) {
  const { random, draw, db, learn = () => {}, isSlow = () => false } = options
  const log = await openLog(options.logFile)
  const clients = createClients({ ...options, log, learn, isSlow })
  const books = booksOf(createLedger({ db, client: db.client }))
  const check = createCheck()
  const accounts = new Set(options.accounts)
  const slow = new Set<Promise<unknown>>()
  const answered: Operation<C>[] = []
  let unsure: Operation<C>[] = []

  /** Sends operations evenly over a time, and waits until those that are not slow are answered. */
  async function load(round: number, count: number, overMs: number): Promise<void> {
    const began = Date.now()
    const sent: Promise<void>[] = []
    for (let number = 0; number < count; number += 1) {
      const wait = began + (number / count) * overMs - Date.now()
      if (wait > 0) await delay(wait)
      for (const operation of draw(`r${round}-${number}`, round)) {
        const done = carry(operation)
        if (!isSlow(operation.call)) sent.push(done)
        else {
          slow.add(done)
          void done.finally(() => slow.delete(done))
        }
      }
    }
    await Promise.all(sent)
  }

  async function carry(operation: Operation<C>): Promise<void> {
    const answer = await clients.carry(operation)
    if (answer.is === 'refused' && !isRemembered(answer.code)) unsure.push(operation)
    if (answer.is === 'posted') answered.push(operation)
    if (answered.length > mostRemembered) answered.shift()
  }

  /** Some of what is known is sent once more. So is what was refused and may have been booked by an earlier send. */
  async function sendAgain(count: number): Promise<void> {
    const refused = unsure
    unsure = []
    const known = Array.from({ length: Math.min(count, answered.length) }, () =>
      random.pick(answered),
    )
    await Promise.all([...refused, ...known].map((operation) => clients.untilAnswered(operation)))
  }

  /** Compares what was told since the last time with what is stored. */
  async function compare(): Promise<Problem[]> {
    const isOpen = slow.size > 0
    const lines = await log.readOn()
    lines.forEach((line) => check.read(line))
    const told = accountsTold(lines)
    told.forEach((account) => accounts.add(account))
    const looked = new Set([...options.accounts, ...told])
    for await (const { account, entries } of books.read(looked, check.seqOf))
      check.compare(account, entries)
    return check.end({ isOpen })
  }

  return {
    load,
    sendAgain,
    compare,
    unanswered: (withinMs: number) => clients.unanswered(withinMs),
    giveUpIn: clients.giveUpIn,
    counted: check.counted,
    async finish(): Promise<void> {
      await Promise.all(slow)
      await clients.hearSlow()
    },
    /** Everything that was ever found, once more; and the ledger's own audit. */
    compareAll: () => check.compareAll(books.read(accounts)),
    async audit(): Promise<Problem[]> {
      const { problems } = await auditLedger({ db })
      return problems.map(({ account, seq, problem }) => {
        return { kind: 'broken', message: `audit: ${account}, entry ${seq}: ${problem}` }
      })
    },
    close: () => log.close(),
  }
}
