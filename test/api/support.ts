import { setTimeout as delay } from 'node:timers/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { Express } from 'express'
import { pino } from 'pino'
import { ulid } from 'ulid'
import { createApp } from '../../src/api/app.ts'
import type { AppOptions } from '../../src/api/app.ts'
import { createListener } from '../../src/api/listener.ts'
import { Failure } from '../../src/domain/failure.ts'
import { createAnnouncements } from '../../src/engine/announcements.ts'
import { createClaimFollower } from '../../src/engine/claim-follower.ts'
import { createCredentials } from '../../src/engine/credentials.ts'
import type { Waiting } from '../../src/engine/front-desk.ts'
import { createEngine } from '../../src/engine/index.ts'
import type { EngineOptions } from '../../src/engine/index.ts'
import { createInbox } from '../../src/engine/inbox.ts'
import type { LiveLimits } from '../../src/engine/live/live.ts'
import { createRecords, createOrgOf } from '../../src/engine/records.ts'
import { createSealer } from '../../src/engine/sealer.ts'
import { createTasks } from '../../src/engine/tasks.ts'
import { inboxShards } from '../../src/domain/names.ts'
import { createForesee } from '../../src/ledger/foresee.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { createListing } from '../../src/ledger/listing.ts'
import { createProjection } from '../../src/ledger/projection.ts'
import { createRanking } from '../../src/ledger/ranking/ranking.ts'
import { createProofs } from '../../src/ledger/proof.ts'
import { createTotals } from '../../src/ledger/totals.ts'
import { createTotalFollower } from '../../src/ledger/totals/total-follower.ts'
import { createMetrics } from '../../src/metrics.ts'
import type { Providers } from '../../src/providers/index.ts'
import { connectMongo } from '../../src/store/connect.ts'
import { createStore } from '../../src/store/index.ts'
import { createFolding } from '../support/folding.ts'

/** The real app over HTTP, on the real MongoDB and ledger; Temporal and the outside world are literals. */
export async function startApi({
  rateLimits = {},
  consoleDist = '/nowhere',
  unavailable = {},
  live,
}: {
  rateLimits?: Record<string, number>
  consoleDist?: string
  unavailable?: Readonly<Record<string, string>>
  live?: Partial<LiveLimits>
} = {}) {
  const mongo = await connectMongo(mongoUrl(), `test_api_${ulid().toLowerCase()}`)
  const db = mongo.getClient().db(mongo.name)
  const store = await createStore(mongo)
  const clock = { offsetMs: 0 }
  const now = () => new Date(Date.now() + clock.offsetMs)
  const ledger = createLedger({ db, client: mongo.getClient(), now })
  const stopping = new AbortController()
  const projected = createProjection({ db, onError: () => {} }).run(stopping.signal)
  const totalled = createTotalFollower({ db, onError: () => {} }).run(stopping.signal)
  const counting = createClaimFollower({ store, now, onError: () => {}, restMs: 200 })
  const countedClaims = counting.run(stopping.signal)
  const ranking = createRanking({ db, onError: () => {} })
  const ranked = ranking.run(stopping.signal)

  const submitted: Waiting[] = []
  const scheduled: string[] = []
  const rung: string[] = []
  const down = { temporal: false }
  const failWhenDown = async () => {
    if (down.temporal) throw Object.assign(new Error('no answer'), { name: 'ServiceError' })
  }
  const schedules = {
    async ensure({ _id }: { _id: string }) {
      await failWhenDown()
      scheduled.push(`ensure ${_id}`)
    },
    async trigger(rule: string) {
      await failWhenDown()
      scheduled.push(`trigger ${rule}`)
    },
  }
  const providers = fakeProviders(createRecords(store, createOrgOf(store)))
  const sealer = createSealer(new Map([['k1', Buffer.alloc(32, 7)]]))
  const log = pino({ level: 'silent' })
  const publicUrl = 'https://vouchsafe.test'
  const credentials = createCredentials({ store, sealer, providers, now })
  await store.inbox.shards.ensure(inboxShards, now())
  const inbox = createInbox({ store, ring: () => store.inbox.shards.list(), log, now })
  // Tests may let it be full.
  const engineInbox = { put: inbox.put }
  const parts: EngineOptions = {
    ...{ live, store, ledger, providers, sealer, log, now, publicUrl, schedules },
    loopbackWebhooks: true,
    announcements: createAnnouncements({ store, now }),
    webhookBell: {
      ring: async (targets) => void rung.push(...targets.map((each) => each.endpoint)),
    },
    listing: createListing({ db }),
    foresee: createForesee({ db }),
    proofs: createProofs({ db, now }),
    totals: createTotals({ db, now }),
    ranking,
    frontDesk: { submit: (claim: Waiting) => void submitted.push(claim) },
    ...{ credentials, inbox: engineInbox },
    tasks: createTasks({ store, now }),
    temporalUiUrl: 'http://temporal.test:8233',
    ready() {
      if (down.temporal) throw new Failure('unavailable', 'Temporal does not answer')
    },
  }
  const engine = createEngine(parts)
  const options: AppOptions = {
    ...{ engine, log, now, metrics: createMetrics() },
    config: { publicUrl, rateLimits, consoleDist, unavailable },
    health: {
      mongo: async () => void (await db.command({ ping: 1 })),
      temporal: failWhenDown,
    },
    checkReplies: true,
    streaming: { askMs: 50 },
  }
  const others: (() => Promise<void>)[] = []
  const app = createApp(options)
  const { server, base } = await serve(options, app)
  const tenant = await engine.tenants.createTenant({
    name: 'Acme',
    websiteName: 'Acme Quests',
    externalIdentifier: 'acme',
    domains: ['acme.test'],
  })

  return {
    ...{ app, base, clock, db, down, engine, ledger, mongo, providers, rung, scheduled, sealer },
    ...{ store, submitted, tenant, inbox, engineInbox },
    folding: createFolding({ store, ledger, providers, credentials, sealer, now }),
    call: createCall(base, tenant.key),
    /** Another process on the same database. */
    async another(limits: Partial<LiveLimits> = {}) {
      const ofIt = createEngine({ ...parts, live: { ...live, ...limits } })
      const own = { ...options, engine: ofIt, metrics: createMetrics() }
      const { server, base } = await serve(own)
      const stop = async () => {
        await ofIt.live.close()
        await new Promise((resolve) => server.close(resolve))
      }
      others.push(stop)
      return { base, engine: ofIt, stop }
    },
    async stop() {
      stopping.abort()
      await Promise.all([engine.live.close(), ...others.map((stop) => stop())])
      await inbox.drain()
      await Promise.all([projected, totalled, ranked, countedClaims])
      await new Promise((resolve) => server.close(resolve))
      await mongo.dropDatabase()
      await mongo.close()
    },
  }
}

export type Api = Awaited<ReturnType<typeof startApi>>

export interface Answer {
  status: number
  headers: Headers
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into whatever was answered
  body: any
}

export interface Sent {
  /** An empty one sends none. */
  key?: string
  bearer?: string
  headers?: Record<string, string>
  /** Sent as it is. */
  raw?: string
}

export type Calling = (method: string, path: string, body?: unknown, sent?: Sent) => Promise<Answer>

export function createCall(base: string, ownKey: string): Calling {
  return async function call(method, path, body, { key = ownKey, bearer, headers, raw } = {}) {
    const answer = await fetch(base + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined && raw === undefined ? {} : { 'content-type': 'application/json' }),
        ...(bearer === undefined ? (key ? { 'x-api-key': key } : {}) : {}),
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        ...headers,
      },
      ...(body === undefined && raw === undefined ? {} : { body: raw ?? JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '')
    return {
      status: answer.status,
      headers: answer.headers,
      body: isJson && text ? JSON.parse(text) : text,
    }
  }
}

/** Asks until the answer is the wanted one. */
export async function until<T>(ask: () => Promise<T>, isGood: (found: T) => boolean): Promise<T> {
  for (let left = 200; ; left--) {
    const found = await ask()
    if (isGood(found)) return found
    if (left === 0) throw new Error(`never became so: ${JSON.stringify(found)}`)
    await delay(25)
  }
}

export const wallet = (digit: string) => `0x${digit.repeat(40)}`

function mongoUrl(): string {
  const url = process.env.MONGO_URL
  if (url === undefined) throw new Error('these tests need MONGO_URL')
  return url
}

async function serve(options: AppOptions, app?: Express) {
  const server = await listening(createServer(createListener(options, app)).listen(0, '127.0.0.1'))
  return { server, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function listening(server: Server): Promise<Server> {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
  return server
}

/** Whoever a token names owns the account of that number. */
function fakeProviders(records: Providers['records']): Providers {
  const unused = () => Promise.reject(new Error('nobody should ask this here'))
  const owner = async (token: string) => ({ id: token.replace(/\D/g, ''), handle: token })
  return {
    chain: {
      ...{ confirmed: unused, asOf: unused, balances: unused, latestBalances: unused },
      decimals: async () => 18,
      acceptsSignature: async () => false,
    },
    x: {
      findByHandle: async (handle) =>
        handle === 'nobody' ? undefined : { id: `id-of-${handle}`, handle },
      owner: async (token) => ({ ...(await owner(token)), isVerified: false }),
      ...{ profile: unused, follows: unused, hasLiked: unused, hasReposted: unused },
      ...{ findReply: unused, findPost: unused, refresh: unused },
    },
    discord: { owner, findMember: unused },
    github: { owner, findRepo: unused, mergedPulls: unused },
    records,
  }
}
