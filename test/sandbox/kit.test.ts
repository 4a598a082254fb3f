import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { createControl } from '../../sandbox/kit/control.ts'
import type { Control } from '../../sandbox/kit/control.ts'
import type { FaultOrder } from '../../sandbox/kit/faults.ts'
import { createPeople, textOf } from '../../sandbox/kit/people.ts'
import { createSnowflakes } from '../../sandbox/kit/snowflake.ts'
import { createTokens } from '../../sandbox/kit/tokens.ts'
import { startVendor } from '../../sandbox/kit/vendor.ts'
import type { Vendor, VendorSpec } from '../../sandbox/kit/vendor.ts'

let vendor: Vendor
let control: Control

beforeAll(async () => {
  vendor = await startVendor(createNotebook())
  control = createControl(vendor.url)
})
beforeEach(() => control.reset())
afterAll(() => vendor.stop())

it('a door act changes what the vendor answers', async () => {
  const { id } = await control.do({ do: 'write', who: 'alice', text: 'hello' })
  const response = await get(`/notes/${id}`)
  expect(await response.json()).toEqual({ id, text: 'hello', mood: 'fair', tags: ['new'] })
})

it('an unknown path is answered by the vendor, an unknown door by the sandbox', async () => {
  expect((await get('/nowhere')).status).toBe(404)
  expect(await (await get('/_sandbox/nowhere')).json()).toMatchObject({
    message: 'no door "GET nowhere"',
  })
})

it.each([
  ['an act that does not exist', { do: 'fly' }, '"do" must be one of: write'],
  ['an act of the prototype', { do: 'toString' }, '"do" must be one of: write'],
  ['an act without its person', { do: 'write' }, '"who" must be a non-empty string'],
])('%s is refused with a reason', async (_, act, message) => {
  await expect(control.do(act)).rejects.toThrow(message)
})

it.each([
  ['an unknown kind', { kind: 'explode' }],
  ['a status without its status', { kind: 'status' }],
  ['a misspelt key', { kind: 'truncate', nxt: 1 }],
  ['a count of nothing', { kind: 'truncate', next: 0 }],
])('a fault with %s is refused', async (_, order) => {
  await expect(control.faults(order as FaultOrder)).rejects.toThrow(/./)
})

it.each<[FaultOrder, number, string]>([
  [{ kind: 'limit', retryAfterSeconds: 7 }, 429, 'wait 7'],
  [{ kind: 'status', status: 503, body: 'down' }, 503, 'down'],
  [{ kind: 'html' }, 200, '<!DOCTYPE html>'],
  [{ kind: 'html', status: 403 }, 403, '<!DOCTYPE html>'],
  [{ kind: 'wrong_type', field: 'text' }, 200, '"text":404'],
  [{ kind: 'unknown_field' }, 200, '"sandbox_unknown":{'],
  [{ kind: 'unknown_enum', field: 'mood' }, 200, '"mood":"sandbox_unknown"'],
  [{ kind: 'unknown_enum', field: 'tags' }, 200, '"tags":["new","sandbox_unknown"]'],
  [{ kind: 'token_dead' }, 401, 'who are you'],
])('the fault %j answers %i', async (order, status, text) => {
  const { id } = await control.do({ do: 'write', who: 'alice', text: 'hello' })
  await control.faults({ ...order, next: 1 })
  const response = await get(`/notes/${id}`, await tokenOf('alice'))
  expect(response.status).toBe(status)
  expect(await response.text()).toContain(text)
  expect((await get(`/notes/${id}`)).status).toBe(200)
})

it('a truncated answer does not parse, an empty one has no body', async () => {
  await control.faults({ kind: 'truncate', next: 1 })
  await control.faults({ kind: 'empty', next: 1 })
  await expect((await get('/notes')).json()).rejects.toThrow('end of JSON')
  const empty = await get('/notes')
  expect([empty.status, await empty.text()]).toEqual([204, ''])
})

it.each([
  ['before', 0],
  ['after', 1],
] as const)('a line dropped %s the effect leaves %i notes', async (when, written) => {
  await control.faults({ kind: 'drop', when, next: 1 })
  await expect(post('/notes', { text: 'hi' })).rejects.toThrow('fetch failed')
  expect(await control.state()).toHaveLength(written)
  expect((await control.calls()).at(-1)).toMatchObject({ status: 0, fault: 'drop' })
})

it('a slow answer comes after the caller has lost patience', async () => {
  await control.faults({ kind: 'slow', ms: 60_000 })
  const asked = fetch(`${vendor.url}/notes`, { signal: AbortSignal.timeout(50) })
  await expect(asked).rejects.toThrow(/timeout/)
})

it('a lag hides writes from the reads it matches until the clock has passed', async () => {
  const { id } = await control.do({ do: 'write', who: 'alice', text: 'hello' })
  await control.faults({ kind: 'lag', ms: 5_000, match: 'GET /notes' })
  expect(await (await get('/notes')).json()).toEqual([])
  expect((await get(`/notes/${id}`)).status).toBe(200)
  await control.clock({ add: 5_001 })
  expect(await (await get('/notes')).json()).toHaveLength(1)
})

it('a fault strikes only its path and method, its number of calls, and its time', async () => {
  await control.faults({ kind: 'status', status: 500, match: 'GET /notes/:id', next: 2 })
  await control.faults({ kind: 'status', status: 502, match: '/not*', for: 1_000 })
  expect(await statuses(['/notes', '/notes/1', '/other', '/notes/1'])).toEqual([502, 500, 404, 500])
  expect(await statuses(['/notes/1'])).toEqual([502])
  await control.clock({ add: 1_000 })
  expect(await statuses(['/notes'])).toEqual([200])
})

it('faults strike in the order they were switched on, until they are cleared', async () => {
  await control.faults({ kind: 'status', status: 503, next: 1 })
  await control.faults({ kind: 'status', status: 500 })
  expect(await statuses(['/notes', '/notes', '/notes'])).toEqual([503, 500, 500])
  await control.clearFaults()
  expect(await statuses(['/notes'])).toEqual([200])
})

it('the clock can be set and moved, dates the answers, and starts again on reset', async () => {
  const now = Date.UTC(2030, 0, 1)
  await control.clock({ now })
  await control.clock({ add: 3_600_000 })
  expect((await get('/notes')).headers.get('date')).toMatch(/^Tue, 01 Jan 2030 01:00/)
  await control.reset()
  expect(Math.abs((await control.clock()).now - Date.now())).toBeLessThan(5_000)
})

it.each([{}, { now: 1, add: 1 }, { now: '2030' }])('the clock refuses %j', async (change) => {
  await expect(control.clock(change as { now: number })).rejects.toThrow('send either')
})

it('the log shows each call and whose it was, and no secret', async () => {
  const token = await tokenOf('alice')
  await get('/notes?access_token=hidden1&page=2', token)
  await post(
    '/token',
    new URLSearchParams({ refresh_token: 'hidden2', grant_type: 'refresh_token' }),
  )
  const [first, second] = await control.calls()
  expect(first).toMatchObject({ seq: 1, who: 'alice', path: '/notes', status: 200, answer: [] })
  expect(first).toMatchObject({ query: { access_token: '[alice]', page: '2' } })
  expect(first?.headers['authorization']).toBe('[alice]')
  expect(second?.body).toEqual({ refresh_token: '[unknown]', grant_type: 'refresh_token' })
  expect(second?.answer).toEqual({ access_token: '[unknown]', code: 7 })
  const text = JSON.stringify(await control.calls())
  for (const secret of [token, 'hidden1', 'hidden2', 'hidden3']) expect(text).not.toContain(secret)
  expect(await control.calls(1)).toHaveLength(1)
})

it('a stand-in that fails says so', async () => {
  const response = await get('/broken')
  expect([response.status, await response.text()]).toEqual([500, expect.stringContaining('defect')])
})

it('snowflakes rise even within a millisecond and when the clock goes back', () => {
  const ids = createSnowflakes(0)
  const made = [ids.next(1_000), ids.next(1_000), ids.next(5), ids.next(2_000)].map(BigInt)
  expect(made).toEqual(made.toSorted((a, b) => Number(a - b)))
  expect(new Set(made).size).toBe(4)
  expect(made[3]).toBe(2_000n << 22n)
})

it('a refresh token works once, and its access token dies by the clock', () => {
  const tokens = createTokens('t-')
  const grant = { accountId: '1', scopes: ['read'], lifetimeSeconds: 10, withRefresh: true }
  const first = tokens.issue({ ...grant, now: 0 })
  expect(tokens.find(first.access, 9_999)).toBe(first)
  expect(tokens.find(first.access, 10_000)).toBeUndefined()
  const second = tokens.rotate(first.refresh ?? '', 20_000, 10)
  expect(second).toMatchObject({ accountId: '1', scopes: ['read'], expiresAt: 30_000 })
  expect(tokens.rotate(first.refresh ?? '', 20_000, 10)).toBeUndefined()
  expect(tokens.revoke(second?.refresh ?? '')).toBe(true)
  expect(tokens.find(second?.access ?? '', 20_000)).toBeUndefined()
})

/** A vendor as small as can be: notes that can be written and read. */
function createNotebook(): VendorSpec {
  let notes: { id: string; text: string; at: number }[] = []
  const ids = createSnowflakes(0)
  const tokens = createTokens('notebook-')
  const people = createPeople((who) => ({ id: `account-${who}` }))
  const bearer = (headers: { authorization?: string | undefined }) =>
    headers.authorization?.slice(7)

  function write(text: string, now: number) {
    const note = { id: ids.next(now), text, at: now }
    notes.push(note)
    return { id: note.id }
  }

  return {
    name: 'notebook',
    routes: [
      {
        method: 'GET',
        path: '/notes',
        answer: ({ now, lagMs }) => ({
          status: 200,
          body: notes.filter((n) => n.at <= now - lagMs),
        }),
      },
      {
        method: 'GET',
        path: '/notes/:id',
        answer({ params }) {
          const note = notes.find(({ id }) => id === params['id'])
          if (!note) return { status: 404, body: { message: 'no such note' } }
          return {
            status: 200,
            body: { id: note.id, text: note.text, mood: 'fair', tags: ['new'] },
          }
        },
      },
      {
        method: 'POST',
        path: '/notes',
        answer: ({ body, now }) => ({
          status: 201,
          body: write((body as { text: string }).text, now),
        }),
      },
      {
        method: 'POST',
        path: '/token',
        answer: () => ({ status: 200, body: { access_token: 'hidden3', code: 7 } }),
      },
      {
        method: 'GET',
        path: '/broken',
        answer() {
          throw new Error('a defect')
        },
      },
    ],
    acts: {
      write: (act, now) => (people.of(textOf(act, 'who'), now), write(textOf(act, 'text'), now)),
      issue_token(act, now) {
        const { id } = people.of(textOf(act, 'who'), now)
        return { token: tokens.issue({ accountId: id, scopes: [], now }).access }
      },
    },
    state: () => notes,
    reset() {
      notes = []
      tokens.clear()
      people.clear()
    },
    limited: (_, fault) => ({
      status: 429,
      body: `wait ${'retryAfterSeconds' in fault ? fault.retryAfterSeconds : 0}`,
    }),
    missing: () => ({ status: 404, body: { message: 'nothing here' } }),
    before({ headers, now }) {
      const token = bearer(headers)
      if (!token || tokens.find(token, now)) return undefined
      return { status: 401, body: 'who are you' }
    },
    who: ({ headers }) => people.whoIs(tokens.ownerOf(bearer(headers) ?? '') ?? ''),
  }
}

async function tokenOf(who: string): Promise<string> {
  return (await control.do({ do: 'issue_token', who }))['token'] ?? ''
}

function get(path: string, token?: string): Promise<Response> {
  const headers = token ? { authorization: `Bearer ${token}` } : undefined
  return fetch(vendor.url + path, { ...(headers ? { headers } : {}) })
}

function post(path: string, body: unknown): Promise<Response> {
  const isForm = body instanceof URLSearchParams
  return fetch(vendor.url + path, {
    method: 'POST',
    ...(isForm
      ? { body }
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
}

async function statuses(paths: string[]): Promise<number[]> {
  const seen: number[] = []
  for (const path of paths) seen.push((await get(path)).status)
  return seen
}
