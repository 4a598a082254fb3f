import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import type { Collections } from '../collections.ts'
import { balanceOf } from '../heads.ts'
import type { AccountId, Balance, Kind } from '../types.ts'

/** What all entries of one kind, rule and group have moved on an account. */
export interface Source {
  kind: Kind
  rule?: string | undefined
  group?: string | undefined
  entries: number
  /** Both positive minor units. */
  credited: bigint
  debited: bigint
  lastAt: Date
}

/** Where an account's balance came from: the sources sum to it, after its last entry. */
export interface Sources extends Balance {
  at: Date | undefined
  sources: readonly Source[]
}

interface StoredSource extends Omit<Source, 'credited' | 'debited'> {
  credited: mongo.Decimal128
  debited: mongo.Decimal128
}

/** The sources up to an entry, kept so that none is added up twice. Entries never change, so that it is right for ever. */
interface KeptSources {
  _id: AccountId
  seq: number
  sources: readonly StoredSource[]
}

/** So many new entries are worth a write. */
const keptFrom = 50

/** Sums up an account's entries by what they were for. */
export function createSources({ db, entries }: Collections, worthKeeping = keptFrom) {
  const kept = db.collection<KeptSources>('accountSources', { ignoreUndefined: true })

  return async function sourcesOf(account: AccountId): Promise<Sources> {
    const last = await entries.findOne({ account }, { sort: { seq: -1 } })
    if (!last) return { ...nothing, at: undefined, sources: [] }
    const before = (await kept.findOne({ _id: account })) ?? { seq: 0, sources: [] }
    const added = last.seq > before.seq ? await sum(account, before.seq, last.seq) : []
    const sources = merged([...before.sources, ...added])
    if (last.seq - before.seq >= worthKeeping) await keep({ _id: account, seq: last.seq, sources })
    return { ...balanceOf(last), at: last.at, sources: sources.map(sourceOf) }
  }

  function sum(account: AccountId, after: number, until: number): Promise<StoredSource[]> {
    const amountIf = (operator: '$gt' | '$lt') => ({
      $sum: { $cond: [{ [operator]: ['$amount', 0] }, { $abs: { $toDecimal: '$amount' } }, 0] },
    })
    return entries
      .aggregate<StoredSource>(
        [
          { $match: { account, seq: { $gt: after, $lte: until }, amount: { $ne: 0 } } },
          {
            $group: {
              _id: { kind: '$kind', rule: '$rule', group: '$group' },
              entries: { $sum: 1 },
              credited: amountIf('$gt'),
              debited: amountIf('$lt'),
              lastAt: { $max: '$at' },
            },
          },
          {
            $project: {
              ...{ _id: 0, entries: { $toInt: '$entries' }, lastAt: 1 },
              credited: { $toDecimal: '$credited' },
              debited: { $toDecimal: '$debited' },
              ...{ kind: '$_id.kind', rule: '$_id.rule', group: '$_id.group' },
            },
          },
        ],
        { useBigInt64: false },
      )
      .toArray()
  }

  /** Somebody else may have kept more, or less; whatever is there is right up to its own entry. */
  async function keep(sources: KeptSources): Promise<void> {
    await kept.replaceOne({ _id: sources._id }, sources, { upsert: true })
  }
}

const nothing: Balance = { balance: 0n, held: 0n, available: 0n, seq: 0 }

function merged(sources: readonly StoredSource[]): StoredSource[] {
  const byName = new Map<string, StoredSource>()
  for (const each of sources) {
    const name = JSON.stringify([each.kind, each.rule, each.group])
    const before = byName.get(name)
    byName.set(name, before ? added(before, each) : each)
  }
  return [...byName.values()]
}

function added(a: StoredSource, b: StoredSource): StoredSource {
  return {
    ...a,
    entries: a.entries + b.entries,
    credited: decimalOf(minorOf(a.credited) + minorOf(b.credited)),
    debited: decimalOf(minorOf(a.debited) + minorOf(b.debited)),
    lastAt: a.lastAt > b.lastAt ? a.lastAt : b.lastAt,
  }
}

function sourceOf({ credited, debited, ...rest }: StoredSource): Source {
  return { ...rest, credited: minorOf(credited), debited: minorOf(debited) }
}

function minorOf(amount: mongo.Decimal128): bigint {
  return BigInt(amount.toString())
}

function decimalOf(amount: bigint): mongo.Decimal128 {
  return mongoose.mongo.Decimal128.fromString(String(amount))
}
