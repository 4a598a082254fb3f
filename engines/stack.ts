import { join } from 'node:path'
import { startMongod } from './mongod.ts'
import type { Mongod } from './mongod.ts'
import type { Engine } from './pins.ts'
import { freePort } from './ports.ts'
import { describe, resolve } from './resolve.ts'
import type { Resolved } from './resolve.ts'
import { startTemporal } from './temporal.ts'
import type { Temporal } from './temporal.ts'

export type StackOptions = {
  dataDir: string
  logDir?: string
  /** Wishes: a port that is taken moves on to the next free one. Left out, any free one. */
  mongoPort?: number
  temporalPort?: number
  /** Of Temporal's web interface; left out, there is none. */
  temporalUiPort?: number
  /** Temporal forgets everything when it stops. */
  inMemory?: boolean
  /** mongod accepts failpoints. */
  testCommands?: boolean
  /** Where the executables are; left out, they are resolved. */
  find?: (engine: Engine) => Promise<Resolved>
  say?: (line: string) => void
}

export type Stack = {
  mongoUrl: string
  temporalAddress: string
  temporalUiUrl?: string
  /** What was started here; absent where MONGO_URL or TEMPORAL_ADDRESS named one that already runs. */
  mongod?: Mongod
  temporal?: Temporal
  stop: () => Promise<void>
}

/** Starts mongod and Temporal, or takes those that the environment names. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { say = () => {} } = options
  const { find = (engine) => resolve(engine, { say }) } = options
  const settings = { ...options, logDir: options.logDir ?? join(options.dataDir, 'logs'), say }
  const found = await Promise.all([
    process.env['MONGO_URL'] ? undefined : find('mongod'),
    process.env['TEMPORAL_ADDRESS'] ? undefined : find('temporal'),
  ])
  // One after the other: mongod refuses data that another start uses, and Temporal does not.
  const mongo = await mongoPart(settings, found[0])
  const temporal = await temporalPart(settings, found[1]).catch(async (error: unknown) => {
    await mongo.mongod?.stop()
    throw error
  })
  const stop = async () => {
    await temporal.temporal?.stop()
    await mongo.mongod?.stop()
  }
  return { ...mongo, ...temporal, stop }
}

type Settings = StackOptions & Required<Pick<StackOptions, 'logDir' | 'say'>>
type MongoPart = Pick<Stack, 'mongoUrl' | 'mongod'>
type TemporalPart = Pick<Stack, 'temporalAddress' | 'temporalUiUrl' | 'temporal'>

async function mongoPart(settings: Settings, found?: Resolved): Promise<MongoPart> {
  const { dataDir, logDir, mongoPort, testCommands = false, say } = settings
  if (!found) {
    say('mongod: the one that MONGO_URL names')
    return { mongoUrl: process.env['MONGO_URL'] ?? '' }
  }
  const mongod = await startMongod({
    dir: join(dataDir, 'mongo'),
    log: join(logDir, 'mongod.log'),
    path: found.path,
    port: await freePort(mongoPort),
    testCommands,
  })
  say(`${describe('mongod', found)}: ${mongod.url}`)
  return { mongod, mongoUrl: mongod.url }
}

async function temporalPart(settings: Settings, found?: Resolved): Promise<TemporalPart> {
  const { dataDir, logDir, temporalPort, temporalUiPort, inMemory = false, say } = settings
  if (!found) {
    const temporalAddress = process.env['TEMPORAL_ADDRESS'] ?? ''
    say(`temporal: the one at TEMPORAL_ADDRESS, ${temporalAddress}`)
    return { temporalAddress }
  }
  const temporal = await startTemporal({
    log: join(logDir, 'temporal.log'),
    path: found.path,
    port: await freePort(temporalPort),
    // A newer server does not migrate an older one's file, so each version has its own.
    ...(!inMemory && { dbFile: join(dataDir, 'temporal', `${found.version}.db`) }),
    ...(temporalUiPort !== undefined && { uiPort: await freePort(temporalUiPort) }),
  })
  const { address, uiUrl } = temporal
  say(`${describe('temporal', found)}: ${address}${uiUrl ? `, interface ${uiUrl}` : ''}`)
  return { temporal, temporalAddress: address, ...(uiUrl && { temporalUiUrl: uiUrl }) }
}
