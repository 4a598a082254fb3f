import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { createKeys } from '../../src/engine/keys.ts'
import type { Keys } from '../../src/engine/keys.ts'
import type { ApiKey } from '../../src/store/api-keys.ts'

const stored = new Map<string, ApiKey>()
let reads = 0
let at = new Date('2026-03-01T00:00:00Z')
const now = () => at
const apiKeys = {
  create: async (key: ApiKey) => stored.set(key._id, key),
  async find(id: string) {
    reads += 1
    return stored.get(id) ?? null
  },
  async revoke(_org: string, id: string, revokedAt: Date) {
    const key = stored.get(id)
    if (key) stored.set(id, { ...key, revokedAt })
  },
}
let keys: Keys
const wanted = { org: 'org_1', mode: 'live', role: 'ORGANIZATION_API_KEY', name: 'k' } as const

beforeAll(() => expect(stored.size).toBe(0))
afterAll(() => stored.clear())
beforeEach(() => {
  at = new Date('2026-03-01T00:00:00Z')
  reads = 0
  keys = createKeys({ store: { apiKeys } as never, now })
})

const refused = { code: 'unauthenticated', message: 'a valid API key is needed' }

it('a key says its mode, and nothing but its hash is stored', async () => {
  const { id, key } = await keys.issue(wanted)
  expect(key).toMatch(/^vs_live_[0-9A-Za-z]{58}$/)
  expect(JSON.stringify(stored.get(id))).not.toContain(key.slice(20, 60))
  expect(stored.get(id)?.hash).toMatch(/^[\da-f]{64}$/)
})

it('a key is who it was issued for', async () => {
  const { id, key } = await keys.issue({ ...wanted, website: 'web_1', role: 'WEBSITE_API_KEY' })
  expect(await keys.check(key)).toEqual({
    ...{ key: id, org: 'org_1', mode: 'live', role: 'WEBSITE_API_KEY', website: 'web_1' },
  })
})

it('a test key addresses the twin', async () => {
  const { key } = await keys.issue({ ...wanted, mode: 'test' })
  expect(key).toMatch(/^vs_test_/)
  expect(await keys.check(key)).toMatchObject({ org: 'org_1~test', mode: 'test' })
})

it('a mistyped key is refused without asking the database', async () => {
  const { key } = await keys.issue(wanted)
  const other = key.at(-1) === 'A' ? 'B' : 'A'
  await expect(keys.check(key.slice(0, -1) + other)).rejects.toMatchObject(refused)
  await expect(keys.check(key.replace('vs_live_', 'vs_test_'))).rejects.toMatchObject(refused)
  expect(reads).toBe(0)
})

it.each([undefined, '', 'vs_live_', 'x'.repeat(100), 'vs_live_ä'])('%p is refused', async (key) => {
  await expect(keys.check(key)).rejects.toMatchObject(refused)
})

it('a well-formed key with another secret is refused', async () => {
  const { id, key } = await keys.issue(wanted)
  stored.set(id, { ...(stored.get(id) as ApiKey), hash: '0'.repeat(64) })
  await expect(keys.check(key)).rejects.toMatchObject(refused)
})

it('an expired key is refused from that instant on, even while it is believed', async () => {
  const { key } = await keys.issue({ ...wanted, expiresAt: new Date('2026-03-01T00:00:02Z') })
  await keys.check(key)
  at = new Date('2026-03-01T00:00:01.999Z')
  await keys.check(key)
  at = new Date('2026-03-01T00:00:02Z')
  await expect(keys.check(key)).rejects.toMatchObject(refused)
})

it('a revocation is effective at once here, and everywhere within 5 seconds', async () => {
  const { id, key } = await keys.issue(wanted)
  const elsewhere = createKeys({ store: { apiKeys } as never, now })
  await keys.check(key)
  await elsewhere.check(key)
  await keys.revoke('org_1', id)

  await expect(keys.check(key)).rejects.toMatchObject(refused)
  await expect(elsewhere.check(key)).resolves.toBeDefined()
  at = new Date(at.getTime() + 5000)
  await expect(elsewhere.check(key)).rejects.toMatchObject(refused)
})

it('a key that is believed is not read again', async () => {
  const { key } = await keys.issue(wanted)
  await keys.check(key)
  await keys.check(key)
  expect(reads).toBe(1)
})
