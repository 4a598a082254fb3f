import { randomInt } from 'node:crypto'
import type { Account } from '../account.ts'
import { roundOf } from '../posting-ids.ts'
import { eachText } from './bson.ts'
import { mixed, wordsOf } from './bytes.ts'
import { fieldIn as field } from './entry-fields.ts'
import type { EntryView, Glance } from './entry-view.ts'
import { createWeights } from './weights.ts'

const buckets = 1024
const marks = 8
const lanes = marks + 4

/** The rounds whose names come to this number do not come to the same as their entries. */
export interface Difference {
  bucket: number
  /** Whether entries are missing, too many or others; if not, only how they are summed up differs. */
  isOfEntries: boolean
}

/**
 * Compares all rounds of a currency with their entries in whatever order they come, by sums: hashes with marks, amounts with
 * what was issued, keys with what is covered, totals with totals, first legs with the others. Nothing wrong comes to nothing
 * but zeros. Memory does not grow; rounds are told apart by a number made of their names, so that few have to be looked
 * at again. A posting in several currencies comes to a difference that is none: the second look decides.
 */
export function createTally(view: EntryView) {
  const sums = new Int32Array(buckets * lanes)
  const amounts = new BigInt64Array(buckets)
  const totals = new BigUint64Array(buckets)
  const weights = createWeights()
  const words = new Int32Array(marks)
  const seeds = [newSeed(), newSeed(), newSeed()] as const
  let isUsed = false

  function take(entry: Glance, account: Account): void {
    isUsed = true
    const start = view.startOf(field.posting)
    const bucket = bucketAt(
      view.bytes(),
      start,
      Math.min(view.endOf(field.posting), start + roundLength),
    )
    if (view.has(field.covers)) addRound(entry, bucket)
    else addEntry(entry, account, bucket)
  }

  function addEntry(entry: Glance, account: Account, bucket: number): void {
    const { amount, leg } = entry
    const isFirst = leg === 0
    addMark(bucket, field.hash, 1)
    if (!account.isCounter) add(amounts, bucket, amount)
    if (isFirst) addKey(bucket, view.bytes(), view.startOf(field._id), view.endOf(field._id) - 2, 1)
    if (view.has(field.parts)) addPart(entry, bucket)
    if (account.isCounter || !movesPoints(entry)) return
    const weight = weights.of(entry.kind, view.name(field.rule), view.name(field.group))
    if (isFirst) add(totals, bucket, weight.postings)
    if (account.type !== 'user') return
    add(totals, bucket, amount > 0n ? amount * weight.credited : -amount * weight.debited)
  }

  /** As the rounds' own code has it: no refusal, no hold, and nothing that closes an account. */
  function movesPoints({ kind, amount }: Glance): boolean {
    return (
      kind !== 'refusal' &&
      kind !== 'hold' &&
      kind !== 'void' &&
      (amount !== 0n || view.has(field.parts))
    )
  }

  function addRound({ amount }: Glance, bucket: number): void {
    addMark(bucket, field.mark, -1)
    add(amounts, bucket, amount)
    eachText(view.bytes(), view.placeOf(field.covers), (start, end) =>
      addKey(bucket, view.bytes(), start, end, -1),
    )
    for (const { kind, rule, group, ...sum } of view.read().sums ?? []) {
      const { postings, credited, debited } = weights.of(kind, rule, group)
      add(totals, bucket, -(BigInt(sum.postings) * postings))
      add(totals, bucket, -(sum.credited * credited + sum.debited * debited))
    }
  }

  function addMark(bucket: number, text: number, sign: 1 | -1): void {
    wordsOf(view.bytes(), view.startOf(text), view.endOf(text), words)
    for (let lane = 0; lane < marks; lane++) addTo(bucket, lane, sign * (words[lane] ?? 0))
  }

  function addKey(bucket: number, bytes: Buffer, start: number, end: number, sign: 1 | -1): void {
    addTo(bucket, marks, sign * mixed(bytes, start, end, seeds[0]))
    addTo(bucket, marks + 1, sign * mixed(bytes, start, end, seeds[1]))
  }

  /** Each leg counts with its number, and the first one takes off what all of them must come to. */
  function addPart({ leg, parts }: Glance, bucket: number): void {
    const bytes = view.bytes()
    const end = view.endOf(field._id) - String(leg).length - 1
    const posting = mixed(
      bytes,
      view.startOf(field.posting),
      view.endOf(field.posting),
      seeds[2] + parts,
    )
    const name = mixed(bytes, view.startOf(field._id), end, seeds[2]) ^ posting
    for (let lane = 0; lane < 2; lane++) {
      const seed = seeds[lane] ?? 0
      let sum = weightOf(name, leg, seed)
      const due = leg === 0 ? parts : 0
      for (let each = 0; each < due; each++) sum -= weightOf(name, each, seed)
      addTo(bucket, marks + 2 + lane, sum)
    }
  }

  function addTo(bucket: number, lane: number, sum: number): void {
    const at = bucket * lanes + lane
    sums[at] = ((sums[at] ?? 0) + sum) | 0
  }

  /** Where the rounds of the currency and their entries differ; then all is forgotten for the next currency. */
  function end(): Difference[] {
    if (!isUsed) return []
    const found: Difference[] = []
    for (let bucket = 0; bucket < buckets; bucket++) {
      const start = bucket * lanes
      const isOfEntries = isAny(start, start + marks) || amounts[bucket] !== 0n
      if (isOfEntries || isAny(start + marks, start + lanes) || totals[bucket] !== 0n) {
        found.push({ bucket, isOfEntries })
      }
    }
    sums.fill(0)
    amounts.fill(0n)
    totals.fill(0n)
    weights.clear()
    isUsed = false
    return found
  }

  function isAny(start: number, end: number): boolean {
    for (let at = start; at < end; at++) if (sums[at] !== 0) return true
    return false
  }

  return { take, end }
}

/** The number of the round that a posting belongs to. */
export function bucketOf(posting: string): number {
  const round = Buffer.from(roundOf(posting))
  return bucketAt(round, 0, round.length)
}

const roundLength = 30

function bucketAt(bytes: Buffer, start: number, end: number): number {
  return mixed(bytes, start, end, 0) & (buckets - 1)
}

function newSeed(): number {
  return randomInt(2 ** 31)
}

function weightOf(name: number, leg: number, seed: number): number {
  return Math.imul(name ^ seed, Math.imul(leg + 1, 0x9e3779b1) ^ seed)
}

/** Sums of 64 bits run over, as they should. */
function add(sums: BigInt64Array | BigUint64Array, bucket: number, amount: bigint): void {
  sums[bucket] = (sums[bucket] ?? 0n) + amount
}
