import { chmod, readFile, writeFile } from 'node:fs/promises'
import type { SandboxIndex } from '../sandbox/index.ts'
import { readConfig } from './config.ts'
import { Failure } from './domain/failure.ts'
import { createEngine } from './engine/index.ts'
import type { Engine } from './engine/index.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createParts } from './parts.ts'
import type { Parts } from './parts.ts'
import { seedRules } from './seed-rules.ts'

/** The demo programme's ids, and its keys, of which the database has only hashes. */
export interface Seed {
  orgId: string
  websiteId: string
  currencyId: string
  /** Of two decimals. */
  cashCurrencyId: string
  snagApiKey: string
  claimrToken: string
}

// Makes the demo programme, or finds the one it made: `node src/seed.ts SEED_FILE SANDBOX_FILE`. The first file is where
// it keeps ids and keys, the second is what the sandbox's index answers.
const [seedFile, sandboxFile] = process.argv.slice(2)
if (seedFile === undefined || sandboxFile === undefined) {
  throw new Error('say where to keep the keys and what is in the sandbox: SEED_FILE SANDBOX_FILE')
}
const config = readConfig(process.env)
const log = createLog('seed', config.logLevel)
const parts = await createParts(config, log, createMetrics())
try {
  const { publicUrl } = config
  const engine = createEngine({ ...parts, log, publicUrl, ready: () => {} })
  const { world } = JSON.parse(await readFile(sandboxFile, 'utf8')) as SandboxIndex
  const seed = (await knownSeed(engine, seedFile)) ?? (await newSeed(engine, parts, seedFile))
  const website = await websiteOf(engine, seed)
  await seedPeople(engine, website, world)
  await seedRules(engine, website, seed, world)
  // The keys are in the file; what is printed ends up in logs.
  const { orgId, websiteId, currencyId, cashCurrencyId } = seed
  console.log(JSON.stringify({ orgId, websiteId, currencyId, cashCurrencyId }))
} finally {
  await parts.connection.close()
  await parts.mongo.close()
}

/** Undefined if there is no file, or another database than the one it was written for. */
async function knownSeed({ keys }: Engine, file: string): Promise<Seed | undefined> {
  try {
    const seed = JSON.parse(await readFile(file, 'utf8')) as Seed
    const { org } = await keys.check(seed.snagApiKey)
    return org === seed.orgId ? seed : undefined
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (isMissing || (error instanceof Failure && error.code === 'unauthenticated'))
      return undefined
    throw error
  }
}

async function newSeed(engine: Engine, { store }: Parts, file: string): Promise<Seed> {
  const { org, website, currency, key } = await engine.tenants.createTenant({
    name: 'Demo',
    websiteName: 'Demo programme',
    externalIdentifier: 'demo',
    domains: ['127.0.0.1', 'localhost'],
  })
  const found = await store.websites.find(org, website)
  if (!found) throw new Error(`the website ${website} was made and is not there`)
  const cash = await engine.currencies.create(found, { name: 'Cash', symbol: 'CASH', decimals: 2 })
  const role = 'ORGANIZATION_API_KEY'
  const claimr = await engine.keys.issue({ org, mode: 'live', role, name: 'claimr token' })
  const seed: Seed = {
    ...{ orgId: org, websiteId: website, currencyId: currency, cashCurrencyId: cash._id },
    ...{ snagApiKey: key, claimrToken: claimr.key },
  }
  await writeFile(file, `${JSON.stringify(seed, null, 2)}\n`, { mode: 0o600 })
  // The mode counts only for a file that is new.
  await chmod(file, 0o600)
  return seed
}

async function websiteOf({ keys, websites }: Engine, { snagApiKey, websiteId }: Seed) {
  const caller = await keys.check(snagApiKey)
  return websites.only(await websites.scopeOf(caller, { websiteId }))
}

type Website = Awaited<ReturnType<typeof websiteOf>>

/** The sandbox's X and Discord know people by new ids after each start. */
async function seedPeople(
  { profiles }: Engine,
  website: Website,
  { people }: SandboxIndex['world'],
): Promise<void> {
  const scope = { org: website.org, website: website._id }
  for (const { name, wallet, xId, githubId, discordId } of people) {
    await profiles.upsert(
      async () => website,
      scope,
      { walletAddress: wallet },
      {
        displayName: name,
        ...{ twitterUser: name, twitterUserId: xId },
        ...{ githubUser: name, githubUserId: githubId },
        ...{ discordUser: name, discordUserId: discordId },
      },
    )
  }
}
