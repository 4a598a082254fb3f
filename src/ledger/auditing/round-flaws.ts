import { accountOf } from '../account.ts'
import { entryIdOf, keyOfEntry, legOfEntry } from '../entry.ts'
import type { StoredEntry } from '../entry.ts'
import { createJournal } from '../journal.ts'
import { roundOf } from '../posting-ids.ts'
import { mostParts, readPostings } from './raw.ts'
import type { Stored } from './stored.ts'

/** What is wrong with the sum of a round, read together with the entries it covers, as they are now. */
export async function roundFlawsOf(stored: Stored, round: StoredEntry): Promise<string[]> {
  const { covers = [], posting, account, amount } = round
  const { currency } = accountOf(account)
  const entries = await readPostings(stored, covers)
  const byId = new Map(entries.map((entry) => [entry._id, entry]))
  const gap = covers.flatMap((key) => gapOf(key, byId)).at(0)
  if (gap !== undefined) return [`its entry ${gap} is missing`]
  const strange = entries.find((entry) => roundOf(entry.posting) !== posting)
  if (strange) return [`its entry ${strange._id} is of another round`]

  const own = entries.filter((entry) => accountOf(entry.account).currency === currency)
  const flaws: string[] = []
  const sum = own.reduce((sum, entry) => sum + balancedOf(entry), amount)
  if (sum !== 0n) flaws.push('the postings it covers have another sum')
  const due = journalOf(own, covers, posting)
  if (!due || summaryOf(due) !== summaryOf(round)) {
    flaws.push('the postings it covers are not those it was made of')
  }
  return flaws
}

/** The first entry of a posting that is not there. */
function gapOf(key: string, byId: ReadonlyMap<string, StoredEntry>): string[] {
  const { parts = 1 } = byId.get(entryIdOf(key, 0)) ?? {}
  for (let leg = 0; leg < Math.min(parts, mostParts); leg++) {
    const id = entryIdOf(key, leg)
    const entry = byId.get(id)
    if (!entry || (entry.parts ?? 1) !== parts) return [id]
  }
  return []
}

function balancedOf({ account, amount }: StoredEntry): bigint {
  return accountOf(account).isCounter ? 0n : amount
}

/** What the round's own code makes of these entries. */
function journalOf(entries: readonly StoredEntry[], covers: readonly string[], posting: string) {
  const journal = createJournal({ get: nobody, set: nobody }, 0)
  const byKey = Map.groupBy(entries, ({ _id }) => keyOfEntry(_id))
  for (const key of covers) {
    const legs = (byKey.get(key) ?? []).toSorted((a, b) => legOfEntry(a._id) - legOfEntry(b._id))
    journal.cover(
      key,
      legs.map((entry) => ({ account: accountOf(entry.account), entry })),
    )
  }
  return journal.drafts(posting)[0]?.entry
}

function nobody(): never {
  throw new Error('nothing is issued here')
}

/** Without regard to the order of fields. */
function summaryOf({ covers, programme, tags, sums = [], mark }: StoredEntry): string {
  const totals = sums.map(({ kind, rule, group, postings, credited, debited }) => [
    kind,
    rule,
    group,
    postings,
    String(credited),
    String(debited),
  ])
  return JSON.stringify([covers, programme, tags, totals, mark])
}
