import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { makeRoots } from '../../src/ledger/roots.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

const dayMs = 86_400_000
let api: Api
let entry: string
beforeAll(async () => {
  api = await startApi()
  const ann = (await api.call('POST', '/api/users/metadatas', { externalIdentifier: 'ann' })).body
  entry = await bookFor(ann.id, 5)
  await bookFor(ann.id, 7)
})
afterAll(() => api.stop())

async function bookFor(userId: string, amount: number): Promise<string> {
  const body = { description: `of ${amount}`, entries: [{ userId, amount }] }
  return (await api.call('POST', '/api/loyalty/transactions', body)).body.entries[0].id
}

const proofOf = (id: string) =>
  api.call('GET', `/api/loyalty/transaction_entries/${encodeURIComponent(id)}/proof`)

it('an entry of today is proven tomorrow, and the answer says when', async () => {
  const { status, body, headers } = await proofOf(entry)
  expect([status, body.code]).toEqual([404, 'proof_not_ready'])
  const wait = Number(headers.get('retry-after'))
  expect(wait).toBeGreaterThanOrEqual(60)
  expect(wait).toBeLessThanOrEqual(dayMs / 1000 + 600)
})

it('an entry is proven to whoever holds the root of its day', async () => {
  expect(await makeRoots(api.db, new Date(Date.now() + 2 * dayMs))).toBe(1)
  const { status, body } = await proofOf(entry)
  expect(status).toBe(200)
  expect(body).toMatchObject({ entry: { _id: entry, seq: 1, amount: '5', reason: 'of 5' } })
  expect(body.following).toHaveLength(1)
  const root = await api.db.collection('roots').findOne()
  const dir = await mkdtemp(join(tmpdir(), 'vouchsafe-proof-'))
  await writeFile(join(dir, 'proof.json'), JSON.stringify(body))
  const args = ['docs/verify-proof.mjs', join(dir, 'proof.json'), root?.['root']]
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toMatch(/\nVALID/)
  await rm(dir, { recursive: true })
})

it('what there is not, or belongs to another website, is proven to nobody', async () => {
  const { status, body } = await proofOf('nothing/0')
  expect([status, body.code]).toEqual([404, 'not_found'])
  const elsewhere = { org: api.tenant.org, website: 'web_x' }
  await expect(api.engine.proofs.proofOf(elsewhere, entry)).rejects.toMatchObject({
    ...{ code: 'not_found', message: body.message },
  })
})
