import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startApi } from '../support.ts'
import type { Api } from '../support.ts'
import { carried, cases, unique, worldOf } from './cases.ts'
import type { Case, Carried, Sent, Subject, World } from './cases.ts'
import { forgetAnswer } from './crash.ts'
import { watchEffects } from './effects.ts'
import type { Effects, Watch } from './effects.ts'
import { bytesOf, conflictIn, senderOf } from './send.ts'
import type { Send, Told } from './send.ts'

let api: Api
let world: World
let watch: Watch
let send: Send
beforeAll(async () => {
  api = await startApi()
  world = worldOf(api)
  watch = await watchEffects(api)
  send = senderOf(api)
})
afterAll(async () => {
  await watch.stop()
  await api.stop()
})

const year = 366 * 86_400_000

/** A case, and how it carries a key: in the header, or in its body. */
interface Row extends Case {
  title: string
  carry?: Carried['carry']
}

const titleOf = ({ operationId, name }: Case) => operationId + (name ? `, ${name}` : '')
const byHeader: Row[] = cases.map((each) => ({ ...each, title: titleOf(each) }))
const byBody: Row[] = carried.map((each) => ({ ...each, title: `${titleOf(each)}, by its body` }))
const remembered = [
  ...byHeader,
  ...byBody.filter(({ operationId }) => operationId === 'completeRule'),
]

/** Sends a subject's request, changed or not, under a key. */
function senderFor({ carry }: Row, subject: Subject) {
  return (key: string, change: Partial<Sent> = {}): Promise<Told> => {
    const { body, ...sent } = { ...subject, ...change }
    if (!carry) return send({ ...sent, ...(body ? { body } : {}) }, key)
    return send({ ...sent, body: carry(body ?? {}, key) })
  }
}

/** Asks again, as whoever asked is told to, while another request with the key is worked on for long. */
async function untilTold(ask: () => Promise<Told>): Promise<Told> {
  for (;;) {
    const told = await ask()
    if (told.status !== 409 || !told.text.includes('"key_in_progress"')) return told
  }
}

/** What a request writes that is sent once, without any key. */
const usual = new Map<string, Effects>()
async function effectsWithout(row: Row, isOther = false): Promise<Effects> {
  const name = `${row.title} ${isOther}`
  const known = usual.get(name)
  if (known) return known
  const subject = await row.prepare(world)
  const sent = isOther ? { ...subject, ...subject.other } : subject
  const [effects, { status, text }] = await watch.effectsOf(holderOf(subject), () => send(sent))
  expect({ status, text }).toMatchObject({ status: 200 })
  usual.set(name, effects)
  return effects
}

const holderOf = ({ holder }: Subject) => holder ?? (async () => undefined)

const answersUnder = (key: string) =>
  api.store.answers.model.countDocuments({ org: api.tenant.org, _id: { $regex: key } })

describe.each([...byHeader, ...byBody])('$title', (row) => {
  it('is done once, and answered the same for ever', async () => {
    const wanted = await effectsWithout(row)
    const subject = await row.prepare(world)
    const ask = senderFor(row, subject)
    const key = unique()
    const [effects, first] = await watch.effectsOf(holderOf(subject), async () => {
      const first = await ask(key)
      expect([first.status, first.replayed]).toEqual([200, false])
      const second = await ask(key)
      api.clock.offsetMs = year
      const muchLater = await ask(key).finally(() => (api.clock.offsetMs = 0))
      for (const again of [second, muchLater]) {
        expect([bytesOf(again), again.replayed]).toEqual([bytesOf(first), true])
      }
      const other = await ask(key, subject.other)
      expect(conflictIn(other)).toEqual([subject.differs])
      return first
    })
    expect(effects).toEqual(wanted)
    expect(bytesOf(await ask(key))).toBe(bytesOf(first))
  })

  it('is done once when 64 ask at once and half of them for something else', async () => {
    const wanted = [await effectsWithout(row), await effectsWithout(row, true)]
    const subject = await row.prepare(world)
    const ask = senderFor(row, subject)
    const key = unique()
    const [effects, answers] = await watch.effectsOf(holderOf(subject), () =>
      Promise.all(
        Array.from({ length: 64 }, async (_, index) => ({
          isOther: index % 2 === 1,
          told: await untilTold(() => ask(key, index % 2 === 1 ? subject.other : {})),
        })),
      ),
    )
    const done = answers.filter(({ told }) => told.status === 200 && !conflictIn(told))
    const [winner] = done
    const same = answers.filter(({ isOther }) => isOther === winner?.isOther)
    const others = answers.filter(({ isOther }) => isOther !== winner?.isOther)
    expect([same.length, others.length]).toEqual([32, 32])
    expect(new Set(same.map(({ told }) => bytesOf(told))).size).toBe(1)
    expect(same.filter(({ told }) => !told.replayed)).toHaveLength(1)
    expect(others.map(({ told }) => conflictIn(told))).toEqual(Array(32).fill([subject.differs]))
    expect(effects).toEqual(wanted[winner?.isOther ? 1 : 0])
  })

  it('is not remembered when it was wrong, and may be sent again', async () => {
    const wanted = await effectsWithout(row)
    const subject = await row.prepare(world)
    const ask = senderFor(row, subject)
    const key = unique()
    const [nothing, wrong] = await watch.effectsOf(holderOf(subject), () => ask(key, subject.wrong))
    expect(wrong.status).toBeGreaterThanOrEqual(400)
    expect([nothing, await answersUnder(key)]).toEqual([{}, 0])
    const [effects, right] = await watch.effectsOf(holderOf(subject), () => ask(key))
    expect([right.status, right.replayed]).toEqual([200, false])
    expect(effects).toEqual(wanted)
  })
})

describe.each(remembered)('$title', (row) => {
  it('is not done again when its process died before it wrote down the answer', async () => {
    const subject = await row.prepare(world)
    const ask = senderFor(row, subject)
    const key = unique()
    const first = await ask(key)
    expect(first.status).toBe(200)
    await forgetAnswer(api, key)
    const [effects, again] = await watch.effectsOf(holderOf(subject), () => ask(key))
    expect(effects).toEqual(row.again ?? {})
    expect(again.status).toBe(200)
    expect(withoutDrift(again, row)).toEqual(withoutDrift(first, row))
    expect(bytesOf(await ask(key))).toBe(bytesOf(again))
  })
})

function withoutDrift({ text }: Told, { drifting = [] }: Row): unknown {
  const body = JSON.parse(text) as Record<string, unknown>
  return Object.fromEntries(Object.entries(body).filter(([name]) => !drifting.includes(name)))
}

interface Operation {
  operationId: string
  parameters: { name: string; in: string }[]
  responses: Record<string, { headers?: object }>
}

describe('the list of routes', () => {
  /** They are sent with POST for the size of what they are asked about. */
  const readers = ['validateRule', 'claimrEventExplain']
  /** A session is the browser's own: opening two is as good as one, and over is over. */
  const sessions = ['signIn', 'signOut', 'createSignInLink']
  /** A fact with an `id` that is known says so in its answer, which then is another one: test/api/events/identity. */
  const facts = ['claimrActionValue', 'claimrStreamValue', 'claimrEventExplain']
  /** claimr signs users in with GET, which makes those it does not know. */
  const writers = ['claimrUserToken']
  let operations: (Operation & { method: string })[]
  let bodies: Record<string, { properties?: object }>
  beforeAll(async () => {
    const { body } = await api.call('GET', '/api/openapi.json')
    const paths = Object.values(body.paths as Record<string, Record<string, Operation>>)
    operations = paths.flatMap((path) =>
      Object.entries(path).map(([method, operation]) => ({ ...operation, method })),
    )
    bodies = body.components.schemas as typeof bodies
  })

  it('has a case for every route that writes', () => {
    const writing = operations
      .filter(({ method, operationId }) => method !== 'get' || writers.includes(operationId))
      .map(({ operationId }) => operationId)
      .filter((operationId) => ![...readers, ...sessions].includes(operationId))
    expect(writing.toSorted()).toEqual(
      [...new Set(cases.map(({ operationId }) => operationId))].toSorted(),
    )
  })

  it('documents the key on every route that writes, and on no other', () => {
    const documented = operations
      .filter(({ parameters }) => parameters.some(({ name }) => name === 'Idempotency-Key'))
      .map(({ operationId, responses }) => [operationId, Boolean(responses['200']?.headers)])
    expect(new Map(documented as [string, boolean][])).toEqual(
      new Map(cases.map(({ operationId }) => [operationId, true])),
    )
  })

  it('has a case for every body with a key of its own', () => {
    const withKeys = operations
      .map(({ operationId }) => operationId)
      .filter((operationId) =>
        /"(?:idempotencyKey|id)":\{/.test(JSON.stringify(bodies[`${operationId}.body`] ?? {})),
      )
    expect(withKeys.filter((operationId) => !facts.includes(operationId)).toSorted()).toEqual(
      [...new Set(carried.map(({ operationId }) => operationId))].toSorted(),
    )
  })
})
