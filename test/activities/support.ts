import { pino } from 'pino'
import { createActivities } from '../../activities/index.ts'
import type { Activities, Dependencies } from '../../activities/index.ts'
import type { Page } from '../../src/domain/claim.ts'
import { createAnnouncements } from '../../src/engine/announcements.ts'
import { createCredentials } from '../../src/engine/credentials.ts'
import { createFold } from '../../src/engine/fold.ts'
import { createSenders } from '../../src/engine/senders.ts'
import { createTasks } from '../../src/engine/tasks.ts'
import { createSealer } from '../../src/engine/sealer.ts'
import type { Providers } from '../../src/providers/index.ts'
import { ruleTypeOf, verifyQueueOf } from '../../src/rules/catalog.ts'
import { parseRule } from '../../src/rules/parse-rule.ts'
import type { ClaimRecord } from '../../src/store/claims.ts'
import { newId } from '../../src/store/id.ts'
import type { UserRecord } from '../../src/store/users.ts'
import type { Database } from '../support/mongo.ts'

export const org = 'org_1'
export const website = 'web_1'
export const currency = 'cur_1'
export const start = new Date('2026-02-01T00:00:00Z')
export const now = new Date('2026-02-03T12:00:00Z')

export const sealer = createSealer(new Map([['k1', Buffer.alloc(32, 7)]]))

/** Activities on the real database; the outside world answers what the test says. */
export function activitiesOf(
  { store, ledger }: Database,
  providers: Partial<Providers>,
  more: Partial<Dependencies> = {},
): Activities {
  const all = providers as Providers
  return createActivities({
    store,
    ledger,
    sealer,
    announcements: createAnnouncements({ store, now: () => now }),
    webhookBell: { ring: async () => {}, call: async () => {} },
    outbound: { post: () => Promise.reject(new Error('nobody should be called here')) },
    providers: all,
    credentials: createCredentials({ store, sealer, providers: all, now: () => now }),
    fold: createFold({
      store,
      tasks: createTasks({ store, now: () => now }),
      senders: createSenders({ store, now: () => now }),
      now: () => now,
    }),
    doorbell: { ring: async () => [], ringForLost: async () => 0 },
    frontDesk: { submit: () => {}, drain: async () => {} },
    schedules: {
      ensure: async () => {},
      reconcile: async () => 0,
      ensureHousekeeping: async () => {},
      trigger: async () => {},
    },
    log: pino({ level: 'silent' }),
    makeRoots: async () => 0,
    now: () => now,
    secondLookSeconds: 5,
    strandedAfterSeconds: 15,
    ...more,
  })
}

export async function addCurrency({ store }: Database, decimals = 0): Promise<void> {
  const at = start
  await store.currencies.create({
    _id: currency,
    org,
    website,
    name: 'Points',
    symbol: 'PTS',
    decimals,
    createdAt: at,
    updatedAt: at,
  })
}

/** A published rule at version 1; its id. */
export async function addRule(
  { store }: Database,
  body: Record<string, unknown> & { type: string },
): Promise<string> {
  const { rule } = parseRule(ruleTypeOf(body.type), {
    name: 'a rule',
    amount: 100,
    startTime: start.toISOString(),
    loyaltyCurrencyId: currency,
    ...body,
  })
  const _id = newId('rul')
  const definition = rule as unknown as Record<string, unknown>
  const common = { org, definition, resolved: {}, version: 1 }
  await store.rules.model.create({
    ...common,
    _id,
    website,
    type: body.type,
    isRequired: false,
    isSwept: false,
    createdAt: start,
    updatedAt: start,
  })
  await store.rules.versionModel.create({ ...common, _id: `${_id}:1`, rule: _id, at: start })
  return _id
}

export async function addUser(
  { store }: Database,
  fields: Partial<UserRecord> = {},
): Promise<string> {
  const _id = newId('usr')
  await store.users.model.create({
    _id,
    org,
    website,
    wallets: [],
    accounts: [],
    profile: {},
    createdAt: start,
    updatedAt: start,
    ...fields,
  })
  return _id
}

/** A claim as the API writes it down. */
export async function addClaim(
  { store }: Database,
  rule: string,
  ruleType: string,
  user: string,
  fields: Partial<ClaimRecord> = {},
): Promise<string> {
  const windowKey = fields.window?.key ?? '0'
  const _id = `${rule}:${user}:${windowKey}`
  await store.claims.model.collection.insertOne({
    _id,
    org,
    website,
    rule,
    ruleType,
    version: 1,
    user,
    window: { key: windowKey, start },
    status: 'accepted',
    origin: 'request',
    attempt: 1,
    grants: 0,
    input: {},
    acceptedAt: now,
    ...fields,
  } as never)
  return _id
}

export function pageOf(
  rule: string,
  type: string,
  claims: readonly string[],
  fields: Partial<Page> = {},
): Page {
  return {
    org,
    rule,
    version: 1,
    queue: verifyQueueOf(ruleTypeOf(type)),
    claims,
    purpose: 'reward',
    ...fields,
  }
}
