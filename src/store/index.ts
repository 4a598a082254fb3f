import type { Connection } from 'mongoose'
import { createAnswers } from './answers.ts'
import { createApiKeys } from './api-keys.ts'
import { createBadges } from './badges.ts'
import { createClaimCounts } from './claim-counts.ts'
import { createClaimPlace } from './claim-place.ts'
import { createClaims } from './claims.ts'
import { createClicks } from './clicks.ts'
import { createCounters } from './counters.ts'
import { createCredentials } from './credentials.ts'
import { createCurrencies } from './currencies.ts'
import { createDeliveries } from './deliveries.ts'
import { createEvents } from './events.ts'
import { createGroups } from './groups.ts'
import { createInboxPlaces } from './inbox.ts'
import { createMultipliers } from './multipliers.ts'
import { createNonces } from './nonces.ts'
import { createOrganizations } from './organizations.ts'
import { createProgress } from './progress.ts'
import { createProofs } from './proofs.ts'
import { createReadings } from './readings.ts'
import { createRules } from './rules.ts'
import { createSessions } from './sessions.ts'
import { createSourceMinutes } from './source-minutes.ts'
import { createUsers } from './users.ts'
import { createWebhookEndpoints } from './webhook-endpoints.ts'
import { createWebsites } from './websites.ts'

/** Every collection but the ledger's, on one connection. Makes their indexes before it answers. */
export async function createStore(connection: Connection) {
  const store = {
    answers: createAnswers(connection),
    apiKeys: createApiKeys(connection),
    badges: createBadges(connection),
    claimCounts: createClaimCounts(connection),
    claimPlace: createClaimPlace(connection),
    claims: createClaims(connection),
    clicks: createClicks(connection),
    counters: createCounters(connection),
    credentials: createCredentials(connection),
    currencies: createCurrencies(connection),
    deliveries: createDeliveries(connection),
    events: createEvents(connection),
    groups: createGroups(connection),
    inbox: createInboxPlaces(connection),
    multipliers: createMultipliers(connection),
    nonces: createNonces(connection),
    organizations: createOrganizations(connection),
    progress: createProgress(connection),
    proofs: createProofs(connection),
    readings: createReadings(connection),
    rules: createRules(connection),
    sessions: createSessions(connection),
    sourceMinutes: createSourceMinutes(connection),
    users: createUsers(connection),
    webhookEndpoints: createWebhookEndpoints(connection),
    websites: createWebsites(connection),
  }
  await Promise.all([
    ...Object.values(connection.models).map((model) => model.createIndexes()),
    store.claimCounts.prepare(),
  ])
  return store
}

export type Store = Awaited<ReturnType<typeof createStore>>
