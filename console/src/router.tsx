import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router'
import type { Ahead } from './ahead.ts'
import { Gate } from './gate.tsx'
import { filterOf } from './pages/claims/filter.ts'
import { isOutcome } from './pages/claims/outcomes.ts'
import type { OutcomeFilter } from './pages/claims/outcomes.ts'
import type { ClaimsSearch } from './pages/claims/filter.ts'
import { pathOfReceipt } from './pages/receipt/path-of-receipt.ts'
import { pathOfRule, pathOfTypes } from './pages/rule/path-of-rule.ts'
import { askedOf as askedOfRules } from './pages/rules/asked.ts'
import type { RulesSearch } from './pages/rules/asked.ts'
import { askedOf as askedOfUsers } from './pages/users/asked.ts'
import type { UsersSearch } from './pages/users/asked.ts'
import { summaryPath } from './pages/users/summary-path.ts'
import { getQuery, overviewQuery, pagesQuery } from './queries.ts'
import { PageHead } from './ui/page-head.tsx'

const root = createRootRouteWithContext<{ ahead: Ahead }>()({
  component: Gate,
  notFoundComponent: NoPage,
  validateSearch: (search: Search): Chosen => ({ ...text(search, 'website', 'currency') }),
  // What was chosen is kept wherever one goes.
  search: { middlewares: [retainSearchParams<Chosen>(['website', 'currency'])] },
})

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: (search: Search): OverviewSearch => ({
    ...text(search, 'signIn'),
    ...(isRange(search.range) ? { range: search.range } : {}),
  }),
  beforeLoad: ({ context: { ahead }, search }) =>
    ahead(search, (ask, { websiteId }) => ask.one(overviewQuery(search.range ?? '24h', websiteId))),
  component: lazyRouteComponent(() => import('./pages/overview/overview.tsx'), 'Overview'),
})

const claims = createRoute({
  getParentRoute: () => root,
  path: '/claims',
  validateSearch: (search: Search): ClaimsSearch => ({
    ...text(search, 'rule', 'user', 'source', 'from', 'until'),
    ...(isOutcome(search.outcome) ? { outcome: search.outcome } : {}),
  }),
  beforeLoad: ({ context: { ahead }, search }) =>
    ahead(search, (ask, { websiteId }) =>
      ask.pages(pagesQuery('/loyalty/claims', { ...filterOf(search), websiteId })),
    ),
  component: lazyRouteComponent(() => import('./pages/claims/claims.tsx'), 'Claims'),
})

const receipt = createRoute({
  getParentRoute: () => root,
  path: '/claims/$id',
  beforeLoad: ({ context: { ahead }, search, params: { id } }) =>
    ahead(search, (ask) => ask.one(getQuery(pathOfReceipt(id)))),
  component: lazyRouteComponent(() => import('./pages/receipt/receipt.tsx'), 'ReceiptPage'),
})

const rules = createRoute({
  getParentRoute: () => root,
  path: '/rules',
  validateSearch: (search: Search): RulesSearch =>
    search.is === 'active' || search.is === 'idle' ? { is: search.is } : {},
  beforeLoad: ({ context: { ahead }, search }) =>
    ahead(search, (ask, { websiteId }) =>
      ask.pages(pagesQuery('/loyalty/rules', askedOfRules(search, websiteId))),
    ),
  component: lazyRouteComponent(() => import('./pages/rules/rules.tsx'), 'Rules'),
})

const newRule = createRoute({
  getParentRoute: () => root,
  path: '/rules/new',
  validateSearch: (search: Search): { type?: string; q?: string } => ({
    ...text(search, 'type', 'q'),
  }),
  beforeLoad: ({ context: { ahead }, search }) =>
    ahead(search, (ask) => ask.one(getQuery(pathOfTypes))),
  component: lazyRouteComponent(() => import('./pages/rule/editing.ts'), 'NewRule'),
})

const rule = createRoute({
  getParentRoute: () => root,
  path: '/rules/$id',
  validateSearch: (search: Search): RuleSearch => ({
    ...text(search, 'tab'),
    ...(isOutcome(search.outcome) ? { outcome: search.outcome } : {}),
    ...(search.against === 'live' ? { against: search.against } : {}),
  }),
  beforeLoad: ({ context: { ahead }, search, params: { id } }) =>
    ahead(search, (ask) => {
      ask.one(getQuery(pathOfRule(id)))
      ask.one(getQuery(pathOfTypes))
    }),
  component: lazyRouteComponent(() => import('./pages/rule/editing.ts'), 'RulePage'),
})

const users = createRoute({
  getParentRoute: () => root,
  path: '/users',
  validateSearch: (search: Search): UsersSearch => ({
    ...text(search, 'q', 'order', 'user', 'tab'),
  }),
  beforeLoad: ({ context: { ahead }, search }) =>
    ahead(search, (ask, chosen) => {
      // Whoever comes for somebody sees them first, and the list behind later.
      if (search.user) ask.one(getQuery(summaryPath(search.user, chosen.currency)))
      else ask.pages(pagesQuery('/users/standings', askedOfUsers(search, chosen)))
    }),
  component: lazyRouteComponent(() => import('./pages/users/users.tsx'), 'Users'),
})

/** Everything that can be looked at has an address, filters and what is open included. */
export function createConsoleRouter(ahead: Ahead) {
  return createRouter({
    context: { ahead },
    routeTree: root.addChildren([overview, rules, newRule, rule, users, claims, receipt]),
    defaultPreload: 'intent',
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}

interface RuleSearch {
  tab?: string
  outcome?: OutcomeFilter | undefined
  against?: 'live' | undefined
}

/** The programme that is looked at, and what the points are of. */
interface Chosen {
  website?: string | undefined
  currency?: string | undefined
}

interface OverviewSearch {
  signIn?: string
  range?: Range | undefined
}

type Range = '1h' | '24h' | '7d'

function isRange(value: unknown): value is Range {
  return value === '1h' || value === '24h' || value === '7d'
}

type Search = Readonly<Record<string, unknown>>

/** What somebody typed into the address is taken for what it should be, or for nothing. */
function text(search: Search, ...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = search[name]
      const isText = typeof value === 'number' || (typeof value === 'string' && value !== '')
      return isText ? [[name, String(value)]] : []
    }),
  )
}

function NoPage() {
  return (
    <>
      <PageHead title="There is no such page" />
      <p className="quiet">The address may be old, or what it names is of another programme.</p>
    </>
  )
}
