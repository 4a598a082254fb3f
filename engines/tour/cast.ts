import { randomBytes } from 'node:crypto'
import { createApi } from './api.ts'
import type { Api } from './api.ts'
import type { TourOptions } from './tour.ts'

/** What every step is given: the doors, and names that no earlier tour has used. */
export type Cast = TourOptions & {
  api: Api
  /** A name that is new to everybody. */
  newName: (stem: string) => string
  /** A rule of this tour: creates it and returns its id. */
  newRule: (type: string, name: string, rest: object) => Promise<string>
  /** A user who is known by these accounts, and by the caller's word alone. */
  newUser: (name: string, accounts?: object) => Promise<string>
  /** Where an operator looks at a workflow. */
  linkTo: (workflow: { id: string; path: string } | null) => string
  /** What one step leaves for a later one. */
  left: { holding?: Holding }
}

export type Holding = { rule: string; token: string; holder: string; claim: string }

const mark = 'Tour: '

export async function createCast(options: TourOptions): Promise<Cast> {
  const { baseUrl, seed, temporalUiUrl } = options
  const api = createApi(baseUrl, seed.snagApiKey, seed.claimrToken)
  await retireRules(api)
  const suffix = randomBytes(4).toString('hex')
  // An hour ago: what happens in the tour counts, whatever the clocks of the sandbox say.
  const startTime = new Date(Date.now() - 3_600_000).toISOString()

  async function newRule(type: string, name: string, rest: object): Promise<string> {
    const times = { startTime, endTime: null, effectiveStartTime: null, effectiveEndTime: null }
    const { id } = await api.post<{ id: string }>('/api/loyalty/rules', {
      ...{ type, name: `${mark}${name}`, interval: 'once', metadata: {}, ...times },
      loyaltyCurrencyId: seed.currencyId,
      ...rest,
    })
    return id
  }

  async function newUser(name: string, accounts: object = {}): Promise<string> {
    const { user } = await api.post<{ user: { id: string } }>('/api/users/metadatas', {
      externalIdentifier: `tour:${name}:${suffix}`,
      displayName: name,
      ...accounts,
    })
    return user.id
  }

  return {
    ...options,
    ...{ api, newRule, newUser },
    newName: (stem) => `${stem}-${suffix}`,
    linkTo: (workflow) => {
      if (!workflow) return 'no workflow'
      return temporalUiUrl ? `${temporalUiUrl}${workflow.path}` : workflow.id
    },
    left: {},
  }
}

type Listed = { data: { id: string; name: string }[]; hasNextPage: boolean }

/** Rules of earlier tours go; the sandbox that they were about is gone. What they paid stays. */
async function retireRules(api: Api): Promise<void> {
  let after = ''
  for (let isMore = true; isMore;) {
    const page = await api.get<Listed>(`/api/loyalty/rules?limit=100${after}`)
    const earlier = page.data.filter(({ name }) => name.startsWith(mark))
    await Promise.all(earlier.map(({ id }) => api.delete(`/api/loyalty/rules/${id}`)))
    after = `&startingAfter=${page.data.at(-1)?.id}`
    isMore = page.hasNextPage
  }
}
