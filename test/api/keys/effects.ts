import { until } from '../support.ts'
import type { Api } from '../support.ts'

/** What the API writes outside of the ledger. What is remembered of a request is no effect of it. */
const collections = [
  ...['rules', 'ruleVersions', 'ruleGroups', 'currencies', 'websites', 'users', 'multipliers'],
  ...['progress', 'claims', 'credentials', 'nonces', 'clicks', 'badges', 'events'],
  ...['webhookEndpoints', 'deliveries'],
]

/** Which writes there were, and how often each: `{'users insert': 1}`. */
export type Effects = Record<string, number>

/** Whose entries are counted, where that is known by now. */
export type Holder = () => Promise<string | undefined>

/**
 * Watches what is really written: not what answers say, nor what is there in the end, where two writes may look like
 * one. Entries are counted by their ledger.
 */
export async function watchEffects({ db, ledger, tenant, scheduled, submitted }: Api) {
  const seen: string[] = []
  const marks = new Set<unknown>()
  const stream = db.watch([], { maxAwaitTimeMS: 50 })
  stream.on('change', (event) => {
    if (event.operationType === 'insert' && event.ns.coll === 'marks') {
      marks.add(event.documentKey._id)
    } else if ('ns' in event && 'coll' in event.ns && collections.includes(event.ns.coll)) {
      seen.push(`${event.ns.coll} ${event.operationType}`)
    }
  })
  const mark = async () => (await db.collection('marks').insertOne({})).insertedId
  // The stream begins with what is written after it was opened, which takes a moment.
  await until(mark, () => marks.size > 0)

  async function caughtUp(): Promise<void> {
    const last = await mark()
    await until(async () => [...marks].some((each) => last.equals(each as typeof last)), Boolean)
  }

  /** The ledger's entries of a user, in the default currency. */
  async function entriesOf(user: string | undefined): Promise<number> {
    if (user === undefined) return 0
    const { org, website, currency } = tenant
    return (await ledger.balance(`${org}:${website}:${currency}:${user}`)).seq
  }

  async function now(holder: Holder) {
    await caughtUp()
    const swept = scheduled.filter((what) => what.startsWith('trigger')).length
    const entries = await entriesOf(await holder())
    return { seen: seen.length, entries, submitted: submitted.length, swept }
  }

  /** Does something, and says what was written by it. */
  async function effectsOf<T>(holder: Holder, work: () => Promise<T>): Promise<[Effects, T]> {
    const before = await now(holder)
    const result = await work()
    const after = await now(holder)
    const effects = [
      ...seen.slice(before.seen, after.seen),
      ...times('entries', after.entries - before.entries),
      ...times('claims submitted', after.submitted - before.submitted),
      ...times('sweeps triggered', after.swept - before.swept),
    ]
    return [tally(effects), result]
  }

  return { effectsOf, stop: () => stream.close() }
}

export type Watch = Awaited<ReturnType<typeof watchEffects>>

const times = (what: string, count: number) => Array.from({ length: count }, () => what)

function tally(what: readonly string[]): Effects {
  const counts: Effects = {}
  for (const each of what.toSorted()) counts[each] = (counts[each] ?? 0) + 1
  return counts
}
