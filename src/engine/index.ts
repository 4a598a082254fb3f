import type { Logger } from 'pino'
import type { Foresee } from '../ledger/foresee.ts'
import type { Listing } from '../ledger/listing.ts'
import type { Proofs } from '../ledger/proof.ts'
import type { Ranking } from '../ledger/ranking/ranking.ts'
import type { Totals } from '../ledger/totals.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Providers } from '../providers/index.ts'
import type { Store } from '../store/index.ts'
import { createAccountOf } from './account-of.ts'
import { createAccounts } from './accounts.ts'
import { createAnswers } from './answers.ts'
import { createChallenges } from './challenges.ts'
import { createClaimList } from './claim-list.ts'
import { createClaimReasons } from './claim-reasons.ts'
import { createClaimRetries } from './claim-retries.ts'
import { createClaimVoids } from './claim-voids.ts'
import { createClaims } from './claims.ts'
import { createConnect } from './connect.ts'
import type { Announcements } from './announcements.ts'
import type { Credentials } from './credentials.ts'
import { createCurrencies } from './currencies.ts'
import { createDeliveryList } from './delivery-list.ts'
import { createEntries } from './entries.ts'
import { createEntryReversals } from './entry-reversals.ts'
import { createEvents } from './events.ts'
import { createExplainEvent } from './explain-event.ts'
import type { FrontDesk } from './front-desk.ts'
import { createGroups } from './groups.ts'
import { createHolds } from './holds.ts'
import { createHooks } from './hooks.ts'
import type { Inbox } from './inbox.ts'
import { createKeys } from './keys.ts'
import { createLinks } from './links.ts'
import { createLive } from './live/live.ts'
import type { LiveLimits } from './live/live.ts'
import { createLogins } from './logins.ts'
import { createMultipliers } from './multipliers.ts'
import { createOverview } from './overview.ts'
import { createPoints } from './points.ts'
import { createProfiles } from './profiles.ts'
import { createProgressReports } from './progress.ts'
import { createProofs } from './proofs.ts'
import { createPublishableKeys } from './publishable-keys.ts'
import { createRanks } from './ranks.ts'
import { createReceipts } from './receipts.ts'
import { createReversals } from './reversals.ts'
import { listRules } from './rule-list.ts'
import type { RuleFilter } from './rule-list.ts'
import { createRuleStatistics } from './rule-statistics.ts'
import { createRules } from './rules.ts'
import type { Schedules } from './schedules.ts'
import type { Scope } from './scope.ts'
import type { Sealer } from './sealer.ts'
import { createSessions } from './sessions.ts'
import { createSignIns } from './sign-ins.ts'
import { createSources } from './sources.ts'
import { createStatements } from './statements.ts'
import { createStatus } from './status.ts'
import { takeBack } from './take-back.ts'
import type { Tasks } from './tasks.ts'
import { createTaskProgress } from './task-progress.ts'
import { createTenants } from './tenants.ts'
import { createTotals } from './totals.ts'
import { createTransactions } from './transactions.ts'
import { createUserGroups } from './user-groups.ts'
import { createUserInfo } from './user-info.ts'
import { createUserStandings } from './user-standings.ts'
import { createUserSummaries } from './user-summary.ts'
import { createUserTokens } from './user-tokens.ts'
import { createUserWhyNot } from './user-why-not.ts'
import { createUsers } from './users.ts'
import { createValues } from './values.ts'
import type { WebhookBell } from './webhook-bell.ts'
import { createWebsites } from './websites.ts'
import { createWhyNot } from './why-not.ts'

export interface EngineOptions {
  store: Store
  ledger: Ledger
  listing: Listing
  foresee: Foresee
  totals: Totals
  proofs: Proofs
  ranking: Pick<Ranking, 'rank' | 'around' | 'top'>
  frontDesk: Pick<FrontDesk, 'submit'>
  inbox: Pick<Inbox, 'put'>
  tasks: Tasks
  schedules: Pick<Schedules, 'ensure' | 'trigger'>
  providers: Providers
  credentials: Pick<Credentials, 'put'>
  sealer: Sealer
  announcements: Announcements
  webhookBell: Pick<WebhookBell, 'ring'>
  log: Logger
  /** Throws `unavailable` when no claim could be started now. */
  ready: () => void
  now: () => Date
  publicUrl: string
  /** Whether webhooks may be on this machine. @default false */
  loopbackWebhooks?: boolean | undefined
  /** Of the live line, where they are not the usual ones. */
  live?: Partial<LiveLimits> | undefined
  /** Of Temporal, for the paths that lead to a workflow. @default 'vouchsafe' */
  namespace?: string | undefined
  /** Of Temporal's interface, where people have one. */
  temporalUiUrl?: string | undefined
}

/** Everything both doors need, made once. */
export function createEngine(options: EngineOptions) {
  const { store, ledger, now, namespace = 'vouchsafe', loopbackWebhooks = false } = options
  const users = createUsers(options)
  const userGroups = createUserGroups(options)
  const currencies = createCurrencies(options)
  const claims = createClaims(options)
  const keys = createKeys(options)
  const parts = { ...options, users, userGroups, currencies, claims, keys }
  const challenges = createChallenges(options)
  const events = createEvents(options)
  const claimList = createClaimList(parts)
  const ranks = createRanks(parts)
  const userTokens = createUserTokens(options)
  const websites = createWebsites(store, now)
  const reversals = createReversals(parts)
  const whyNot = createWhyNot(options)
  const sources = createSources(options)
  const accountOf = createAccountOf(parts)

  return {
    ...{ claims, users, currencies, events, keys, challenges, ranks, userTokens, websites },
    accounts: createAccounts(parts),
    claimList,
    claimReasons: createClaimReasons(options),
    claimRetries: createClaimRetries({ ...parts, claimList }),
    claimVoids: createClaimVoids({ ...parts, claimList }),
    answers: createAnswers(options),
    connect: createConnect({ ...parts, challenges }),
    deliveries: createDeliveryList(store),
    entries: createEntries(parts),
    explainEvent: createExplainEvent({ ...parts, events }),
    groups: createGroups(options),
    holds: createHolds(parts),
    hooks: createHooks({ ...options, websites, allowLoopback: loopbackWebhooks }),
    links: createLinks(options),
    live: createLive({ ...parts, claimList }),
    logins: createLogins(parts),
    multipliers: createMultipliers(parts),
    overview: createOverview({ ...options, sources }),
    points: createPoints(parts),
    profiles: createProfiles(parts),
    progress: createProgressReports(parts),
    proofs: createProofs(options),
    publishableKeys: createPublishableKeys(options),
    receipts: createReceipts({ ...parts, namespace }),
    reversals,
    entryReversals: createEntryReversals({ ...parts, reversals }),
    rules: {
      ...createRules(options),
      statisticsOf: createRuleStatistics(parts),
      list: (
        scope: Scope,
        filter: RuleFilter,
        page: { after?: string | undefined; limit: number },
      ) => listRules(store, scope, filter, page, now()),
      takeBack: (record: Parameters<typeof takeBack>[1], isRepeat?: boolean) =>
        takeBack({ store, ledger, now }, record, isRepeat),
    },
    sessions: createSessions(parts),
    sources,
    signIns: createSignIns({ ...options, users, userTokens }),
    statements: createStatements({ ledger, accountOf }),
    status: createStatus(store),
    taskProgress: createTaskProgress(store),
    tenants: createTenants(parts),
    totals: createTotals(options),
    transactions: createTransactions(parts),
    userInfo: createUserInfo({ ...parts, ranks }),
    userStandings: createUserStandings(parts),
    userSummaries: createUserSummaries({ ...parts, accountOf }),
    values: createValues({ ...parts, events }),
    userWhyNot: createUserWhyNot({ ...parts, whyNot }),
    whyNot,
  }
}

export type Engine = ReturnType<typeof createEngine>
