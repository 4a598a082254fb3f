import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect } from '@jest/globals'
import type { Answer, Api, Sent } from '../support.ts'

export const unique = () => randomBytes(8).toString('hex')
export const path = '/api/v1/event'

/** An event that is right. */
export const eventOf = (more: object = {}) => ({
  ...{ account: 'ann', platform: 'wowhaus', pid: 'acme', category: 'dices', name: 'GameSession' },
  data: { bet: 250 },
  ...more,
})

/** The fast way, and the long one, which a key of the header leads to. */
export const ways: readonly [string, () => Record<string, string>][] = [
  ['past Express', () => ({})],
  ['through Express', () => ({ 'idempotency-key': unique() })],
]

export function sendersOf(api: Api) {
  const send = (method: string, body: unknown, sent: Sent = {}): Promise<Answer> =>
    api.call('POST', `/api/v1/${method}`, body, { bearer: api.tenant.key, ...sent })
  return {
    send,
    /** Sends one body both ways, and answers what both were told, which has to be the same. */
    async bothWays(body: unknown, sent: Sent = {}): Promise<Answer> {
      const [one, other] = await Promise.all(
        ways.map(([, headers]) =>
          send('event', body, { ...sent, headers: { ...sent.headers, ...headers() } }),
        ),
      )
      if (!one || !other) throw new Error('two were sent')
      const [told, toldToo] = [one, other].map(({ status, body: answer, headers }) =>
        JSON.stringify([status, answer, headers.get('content-type'), headers.get('retry-after')]),
      )
      if (told !== toldToo) throw new Error(`${told} is not ${toldToo}`)
      return one
    },
  }
}

/** How much there is of what events leave behind. */
export async function traces({ store, db }: Api): Promise<number> {
  const counts = await Promise.all([
    store.events.model.estimatedDocumentCount(),
    store.counters.model.estimatedDocumentCount(),
    store.claims.model.estimatedDocumentCount(),
    store.users.model.estimatedDocumentCount(),
    db.collection('entries').estimatedDocumentCount(),
  ])
  return counts.reduce((a, b) => a + b)
}

/** Whatever is refused in these tests is counted by nobody, and leaves nothing. `note` anew what a test itself made. */
export function useNoTraces(api: () => Api) {
  let before: number
  const note = async () => {
    before = await traces(api())
  }
  beforeEach(note)
  afterEach(async () => {
    expect(await api().folding.foldAll()).toBe(0)
    expect(await traces(api())).toBe(before)
  })
  return note
}

/** A task as it is made through the Snag door; its id. */
export async function addTask(api: Api, type: string, fields: object): Promise<string> {
  const { status, body } = await api.call('POST', '/api/loyalty/rules', {
    ...{ name: 'a task', type, amount: 100, startTime: '2020-01-01T00:00:00Z' },
    loyaltyCurrencyId: api.tenant.currency,
    ...fields,
  })
  if (status !== 200) throw new Error(JSON.stringify(body))
  // Those who count notice a new task within two seconds.
  api.clock.offsetMs += 3_000
  return String(body.id)
}

export const game = { category: 'dices', name: 'GameSession', platform: 'wowhaus' }

/** What a user of a platform has, once everything that was sent is counted and paid. */
export async function pointsOf(api: Api, account: string, platform = 'wowhaus'): Promise<bigint> {
  await api.folding.foldAll()
  const { org, website, currency } = api.tenant
  const user = await api.engine.users.known({ org, website }, { platform, account })
  return user ? (await api.ledger.balance(`${org}:${website}:${currency}:${user._id}`)).balance : 0n
}
