import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call, withQuery } from '../api.ts'
import { Problem } from '../problem.ts'
import { useProgramme } from '../programme.ts'
import { useSession } from '../queries.ts'
import type { Entry, Page, Receipt, Rule, UserStanding } from '../replies.ts'
import { claimFound, entryFound, pagesNamed, programmesNamed } from './found.ts'
import { ruleFound, rulesNamed, userFound } from './found.ts'
import type { Found } from './found.ts'
import { useRested } from './use-rested.ts'

const restMs = 150
/** More than these are found by their list. */
const mostPagesOfRules = 10

/** Everything that a text names: what is at hand at once, what the server knows once the typing rests. */
export function useFind(typed: string) {
  const text = typed.trim()
  const rested = useRested(text, restMs)
  const { programmes, websiteId } = useProgramme()
  const { data: session } = useSession()
  const rules = useQuery({
    queryKey: ['/loyalty/rules', 'all', websiteId],
    queryFn: () => allRules(websiteId),
    staleTime: 60_000,
  })
  const asked = useQuery({
    queryKey: ['find', rested, websiteId],
    queryFn: () => askFor(rested, websiteId),
    enabled: rested !== '',
    placeholderData: keepPreviousData,
  })
  // What was found for another text is not offered: Enter would open it.
  const isSettled = text === '' || (rested === text && asked.isSuccess && !asked.isPlaceholderData)
  const remote = isSettled && text !== '' ? (asked.data ?? []) : []
  const all = [
    ...remote.filter(({ kind }) => kind !== 'User'),
    ...pagesNamed(text, session?.mayWrite ?? false),
    ...programmesNamed(text, programmes),
    ...rulesNamed(text, rules.data ?? []),
    ...remote.filter(({ kind }) => kind === 'User'),
  ]
  const found = [...new Map(all.map((each) => [each.key, each])).values()]
  return { found, isSettled, error: text === '' ? null : (asked.error ?? rules.error) }
}

async function allRules(websiteId: string | undefined): Promise<Rule[]> {
  const rules: Rule[] = []
  for (let pages = 0; pages < mostPagesOfRules; pages++) {
    const query = { websiteId, limit: '100', startingAfter: rules.at(-1)?.id }
    const { data, hasNextPage } = await call<Page<Rule>>('GET', withQuery('/loyalty/rules', query))
    rules.push(...data)
    if (!hasNextPage) break
  }
  return rules
}

async function askFor(text: string, websiteId: string | undefined): Promise<Found[]> {
  const search = withQuery('/users/standings', {
    search: text.slice(0, 100),
    limit: '6',
    websiteId,
  })
  const users = call<Page<UserStanding>>('GET', search)
  const [byId, { data }] = await Promise.all([lookUp(text), users])
  return [...byId, ...data.map(userFound)]
}

/** Each kind of id has a look of its own, so that one question is enough. */
async function lookUp(text: string): Promise<Found[]> {
  const id = encodeURIComponent(text)
  if (/^rul_[^:/]+:/.test(text)) {
    return orNothing(async () => [
      claimFound(await call<Receipt>('GET', `/loyalty/receipts/${id}`)),
    ])
  }
  if (/^rul_\w+$/.test(text)) {
    return orNothing(async () => [ruleFound(await call<Rule>('GET', `/loyalty/rules/${id}`))])
  }
  if (/^(?:pst|txn|hld)_\w+$/.test(text)) {
    const path = withQuery('/loyalty/transaction_entries', { loyaltyTransactionId: text })
    return orNothing(async () => (await call<Page<Entry>>('GET', path)).data.map(entryFound))
  }
  if (!text.includes('/')) return []
  const path = `/loyalty/transaction_entries/${id}`
  return orNothing(async () => [entryFound(await call<Entry>('GET', path))])
}

/** That nothing has this id, or nothing could have it, is an answer. */
async function orNothing(ask: () => Promise<Found[]>): Promise<Found[]> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Problem && (error.status === 404 || error.status === 422)) return []
    throw error
  }
}
