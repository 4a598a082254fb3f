import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from '@jest/globals'
import { createKeys } from '../src/engine/keys.ts'
import type { Keys } from '../src/engine/keys.ts'
import type { Tenant } from '../src/engine/tenants.ts'
import { mongoUrl, useDatabase } from './support/mongo.ts'

const database = useDatabase()
let keys: Keys
let tenant: Tenant

beforeAll(async () => {
  // Asked anew each time, as another process would.
  keys = createKeys({ store: database.store, now: () => new Date(), believedMs: 0 })
  tenant = await run<Tenant>('src/tenant.ts', 'Acme', 'Acme rewards', 'acme.example')
})

it('src/tenant.ts makes an organization whose keys work, live and for tests', async () => {
  expect(await keys.check(tenant.key)).toMatchObject({ org: tenant.org, mode: 'live' })
  expect(await keys.check(tenant.test.key)).toMatchObject({ org: tenant.test.org, mode: 'test' })
})

it('src/tenant.ts makes nothing for nobody', async () => {
  await expect(run('src/tenant.ts', 'Acme', 'Acme rewards')).rejects.toThrow(/say who it is for/)
})

it.each(['live', 'test'] as const)(
  'src/api-key.ts issues and revokes a %s key for one website',
  async (mode) => {
    const { org, website } = tenant
    const role = 'WEBSITE_READ_ONLY_API_KEY'
    const { id, key } = await issue(org, mode, role, website)
    const side = mode === 'test' ? tenant.test : tenant
    const expected = { org: side.org, website: side.website, role }
    expect(await keys.check(key)).toMatchObject(expected)

    await run('src/api-key.ts', 'revoke', org, mode, id)
    await expect(keys.check(key)).rejects.toMatchObject({ code: 'unauthenticated' })
  },
)

it.each([
  [['issue', 'org_1', 'live', 'KING'], /the roles are/],
  [['issue', 'org_1', 'maybe', 'WEBSITE_API_KEY'], /say what to do/],
  [['give', 'org_1', 'live', 'WEBSITE_API_KEY'], /no such command/],
  [[], /say what to do/],
])('src/api-key.ts refuses %j', async (args, words) => {
  await expect(run('src/api-key.ts', ...args)).rejects.toThrow(words)
})

function issue(...args: string[]): Promise<{ id: string; key: string }> {
  return run('src/api-key.ts', 'issue', ...args)
}

/** Runs one of our commands on the test's database; what it printed, if it printed JSON. */
async function run<T>(file: string, ...args: string[]): Promise<T> {
  const env = {
    ...process.env,
    MONGO_URL: mongoUrl(),
    MONGO_DB: database.connection.name,
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  }
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { env })
  return (stdout === '' ? undefined : JSON.parse(stdout)) as T
}
