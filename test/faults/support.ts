import { afterAll, beforeAll } from '@jest/globals'
import type { Mongod } from '../../engines/mongod.ts'
import { newId } from '../../src/store/id.ts'
import type { Tenant } from '../../src/engine/tenants.ts'
import { ownMongod } from '../support/own-mongod.ts'
import { createServices } from '../support/services.ts'
import type { Services } from '../support/services.ts'

export interface Faults {
  services: Services
  tenant: Tenant
  mongod: Mongod
  /** Brings mongod back on the same data and port. */
  restartMongod(): Promise<void>
}

/** A product of the test's own on a mongod of the test's own, since these tests kill it. */
export function useFaults(env: Record<string, string> = {}): Faults {
  const faults = {} as Faults
  const own = ownMongod()
  beforeAll(async () => {
    faults.mongod = await own.start()
    faults.restartMongod = async () => {
      faults.mongod = await own.start()
    }
    faults.services = await createServices({
      mongoUrl: faults.mongod.url,
      temporalAddress: temporalAddress(),
      env,
    })
    faults.tenant = await faults.services.createTenant()
  }, 60_000)
  afterAll(async () => {
    await faults.services.stop()
    await own.stop()
  }, 60_000)
  return faults
}

export function temporalAddress(): string {
  const address = process.env.TEMPORAL_ADDRESS
  if (!address) throw new Error('TEMPORAL_ADDRESS must name a Temporal server; npm test starts one')
  return address
}

/** A rule that the caller's word fulfils, so that only we can fail. */
export async function createRule({ services, tenant }: Faults, more: object = {}): Promise<string> {
  const { status, body } = await services.call(tenant.key, 'POST', '/api/loyalty/rules', {
    organizationId: tenant.org,
    websiteId: tenant.website,
    name: 'the caller says so',
    type: 'external_rule',
    amount: 100,
    frequency: 'none',
    interval: 'once',
    startTime: '2026-01-01T00:00:00Z',
    endTime: null,
    effectiveStartTime: null,
    effectiveEndTime: null,
    loyaltyCurrencyId: tenant.currency,
    metadata: {},
    ...more,
  })
  if (status !== 200) throw new Error(`the rule was refused: ${JSON.stringify(body)}`)
  return String(body.id)
}

export async function createUsers({ services, tenant }: Faults, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId('usr'))
  const at = new Date()
  await services.store.users.model.insertMany(
    ids.map((_id) => ({
      _id,
      org: tenant.org,
      website: tenant.website,
      wallets: [],
      accounts: [],
      profile: {},
      createdAt: at,
      updatedAt: at,
    })),
  )
  return ids
}
