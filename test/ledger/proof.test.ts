import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { collectionsOf } from '../../src/ledger/collections.ts'
import { hashedFields } from '../../src/ledger/hash.ts'
import { createProofs } from '../../src/ledger/proof.ts'
import type { Proof, Proofs } from '../../src/ledger/proof.ts'
import { leavesPerPage } from '../../src/ledger/root.ts'
import { makeRoots } from '../../src/ledger/roots.ts'
import { fillRichly, morningOf } from './rich.ts'
import { failureOf, openPlace, reward, times } from './support.ts'
import type { Place } from './support.ts'

let place: Place
let proofs: Proofs
let dir: string
/** Of the rich ledger, that of every entry whose day is over. */
let all: Proof[]

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vouchsafe-proof-'))
  place = await openPlace()
  proofs = createProofs({ ...place, now: () => morningOf(3) })
  await fillRichly(place)
  const ids = await collectionsOf(place.db).entries.distinct('_id', { at: { $lt: morningOf(3) } })
  all = await Promise.all(ids.map(provenOf))
})

afterAll(async () => {
  await place.close()
  await rm(dir, { recursive: true })
})

async function provenOf(id: string): Promise<Proof> {
  const proof = await proofs.proofOf(id)
  if (!proof) throw new Error(`there is no entry ${id}`)
  return proof
}

/** What the script says of a proof, in a process of its own; the last line counts. */
async function verdictOf(proof: unknown, ...root: string[]): Promise<string> {
  const file = join(dir, `${Math.random()}.json`)
  await writeFile(file, JSON.stringify(proof))
  const args = ['docs/verify-proof.mjs', file, ...root]
  const ended = await promisify(execFile)(process.execPath, args).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    ({ stdout, code }: { stdout: string; code: number }) => ({ stdout, code }),
  )
  return `${ended.code} ${ended.stdout.trimEnd().split('\n').at(-1)}`
}

/** One proof that shows each field of an entry. */
function examples(): Map<string, Proof> {
  const found = hashedFields.map((name): [string, Proof] => {
    const proof = all.find(({ entry }) => name in entry)
    if (!proof) throw new Error(`no proof has ${name}`)
    return [name, proof]
  })
  return new Map(found)
}

it('the script is short, and needs nothing but Node', async () => {
  const script = await readFile('docs/verify-proof.mjs', 'utf8')
  expect(script.split('\n').length).toBeLessThan(60)
  expect([...script.matchAll(/from '(.*)'/g)].map(([, name]) => name)).toEqual([
    'node:crypto',
    'node:fs',
  ])
})

it('the script takes the proofs of entries with every field there is', async () => {
  for (const proof of new Set(examples().values())) {
    expect(await verdictOf(proof, proof.root)).toMatch(`0 VALID, if ${proof.root} is the root of`)
  }
}, 60_000)

it('the script finds each field of an entry that was changed', async () => {
  for (const [name, proof] of examples()) {
    const { [name]: value } = proof.entry
    const changed = typeof value === 'number' ? value + 1 : [value]
    const entry = { ...proof.entry, [name]: changed }
    expect(await verdictOf({ ...proof, entry })).toMatch(/^1 INVALID: it leads to the root/)
  }
}, 60_000)

it('the script finds each other field of a proof that was changed', async () => {
  const proof = all.find(({ following, path }) => following.length > 0 && path.length > 1)
  if (!proof) throw new Error('no proof is long enough')
  const [digest = '', ...digests] = proof.following
  const [step, ...steps] = proof.path
  if (!step) throw new Error('the path is empty')
  const turned = 'left' in step ? { right: step.left } : { left: step.right }
  const changes: [Partial<Record<keyof Proof, unknown>>, RegExp][] = [
    ...(['previous', 'previousRoot', 'day', 'root'] as const).map((name): [object, RegExp] => [
      { [name]: anotherOf(proof[name]) },
      /leads to the root/,
    ]),
    [{ entry: { ...proof.entry, extra: 1 } }, /not hashed: extra/],
    [{ entry: { ...proof.entry, kind: undefined } }, /leads to the root/],
    [{ following: digests }, /leads to the root/],
    [{ following: [anotherOf(digest), ...digests] }, /leads to the root/],
    [{ following: [...proof.following, digest] }, /leads to the root/],
    [{ path: steps }, /leads to the root/],
    [{ path: [turned, ...steps] }, /leads to the root/],
    [{ path: [{ left: 'no hash' }, ...steps] }, /no hash is no hash/],
    [{ path: [{}, ...steps] }, /must be of type string/],
  ]
  for (const [change, words] of changes) {
    expect(await verdictOf({ ...proof, ...change })).toMatch(words)
    expect(await verdictOf({ ...proof, ...change })).toMatch(/^1 INVALID/)
  }
  expect(await verdictOf(proof, anotherOf(proof.root))).toMatch(/^1 INVALID: the root is/)
  expect(await verdictOf(proof)).toMatch(/^0 VALID/)
}, 60_000)

it('the script takes nobody in who shows both sides of a node', async () => {
  const [proof, another] = all.filter(({ path, day }) => path.length > 1 && day === '2026-01-01')
  if (!proof || !another) throw new Error('there are no two proofs')
  const both = proof.path.map((step) => ({ ...step, left: anotherOf(proof.root) }))
  const forged = { ...proof, entry: { ...proof.entry, amount: '999' } }
  expect(await verdictOf({ ...forged, path: both })).toMatch(/^1 INVALID/)
  expect(await verdictOf({ ...forged, path: another.path })).toMatch(/^1 INVALID/)
}, 60_000)

it('an entry of a day that is not over has none yet, and is told when', async () => {
  const failure = await failureOf(proofs.proofOf('late/0'))
  expect(failure).toMatchObject({ code: 'proof_not_ready' })
  expect(failure.retryAfterSeconds).toBe(14 * 3600 + 600)
  const later = createProofs({ ...place, now: () => morningOf(4) })
  expect((await failureOf(later.proofOf('late/0'))).retryAfterSeconds).toBe(60)
})

it('there is none of what does not exist', async () => {
  expect(await proofs.proofOf('nothing/0')).toBeUndefined()
})

it('trees of several pages prove the first account, the last, and those where pages meet', async () => {
  const large = await openPlace()
  const many = 2 * leavesPerPage + 3
  const nameOf = (index: number) => `u${String(index).padStart(5, '0')}`
  const ledger = large.open({ now: () => morningOf(0) })
  await ledger.postAll(times(many, (index) => reward(nameOf(index), nameOf(index), 1n)))
  await makeRoots(large.db, morningOf(1))
  const { proofOf } = createProofs({ ...large, now: () => morningOf(1) })
  const ends = [0, leavesPerPage - 3, leavesPerPage - 2, leavesPerPage - 1, many - 1]
  for (const index of ends) {
    expect(await verdictOf(await proofOf(`${nameOf(index)}/0`))).toMatch(/^0 VALID/)
  }
  await large.close()
}, 60_000)

/** Another text of the same length, even where the last bits of a hash do not count. */
function anotherOf(text: string): string {
  const first = text.startsWith('A') ? 'B' : 'A'
  return text === '' ? 'A' : first + text.slice(1)
}
