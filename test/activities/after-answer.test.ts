import { expect, it } from '@jest/globals'
import { afterAnswer, together } from '../../activities/after-answer.ts'
import type { OutboundAnswer } from '../../src/providers/outbound.ts'
import type { Delivery } from '../../src/store/deliveries.ts'
import type { WebhookEndpoint } from '../../src/store/webhook-endpoints.ts'

const start = new Date('2026-02-03T12:00:00Z')
const [second, hour] = [1_000, 3_600_000]
const later = (ms: number) => new Date(start.getTime() + ms)

const endpoint: WebhookEndpoint = {
  ...{ _id: 'whk_1', org: 'org_1', holder: null, scope: 'user_reward', hookId: 'h', url: '' },
  ...{ sealed: '', websites: [], revision: 1, status: 'active', failures: 0, isIdle: false },
  ...{ createdAt: start, updatedAt: start },
}
const delivery: Delivery = {
  ...{
    _id: 'dlv_1',
    org: 'org_1',
    website: 'web_1',
    user: 'usr_1',
    endpoint: 'whk_1',
    scope: 'user_reward',
  },
  ...{ order: '1', body: '{}', happenedAt: start, state: 'waiting', tries: 0, dueAt: start },
  expiresAt: later(30 * 24 * hour),
}
const down: OutboundAnswer = { status: 0, reason: 'no_answer' }

it.each([200, 201, 204, 299])('%i is taken', (status) => {
  const after = afterAnswer(endpoint, delivery, { status }, later(second))
  expect(after).toMatchObject({
    ...{
      delivery: { state: 'delivered', tries: 1, attempt: { answer: String(status) } },
      isBack: false,
    },
  })
  expect(after.endpoint).toBeUndefined()
})

it.each<OutboundAnswer>([
  ...[100, 301, 302, 307, 400, 401, 404, 409, 429, 500, 503].map((status) => ({ status })),
  down,
])('%j is not taken, and comes again', (answer) => {
  const after = afterAnswer(endpoint, delivery, answer, start)
  expect(after).toMatchObject({
    delivery: { state: 'waiting', tries: 1, dueAt: later(5 * second), firstTriedAt: start },
    endpoint: { status: 'active', failures: 1, downSince: start, lastFailure: { at: start } },
  })
  expect(after.endpoint?.pausedUntil).toBeUndefined()
})

it('the third failure in a row leaves the endpoint alone', () => {
  const known = { ...endpoint, failures: 2, downSince: start }
  const after = afterAnswer(known, delivery, down, later(second))
  expect(after.endpoint).toMatchObject({ failures: 3, pausedUntil: later(6 * second) })
})

it('a wait that the endpoint asks for is obeyed, up to an hour', () => {
  const asked = (retryAfterSeconds: number) =>
    afterAnswer(endpoint, delivery, { status: 429, retryAfterSeconds }, start).endpoint
  expect(asked(30)).toMatchObject({ pausedUntil: later(30 * second) })
  expect(asked(1e9)).toMatchObject({ pausedUntil: later(hour) })
})

it('an endpoint that is gone is failing at once', () => {
  const after = afterAnswer(endpoint, delivery, { status: 410 }, start)
  expect(after).toMatchObject({ endpoint: { status: 'failing' }, delivery: { state: 'waiting' } })
})

it('an endpoint that takes something again is back, and its last failure is remembered', () => {
  const lastFailure = { at: start, reason: '500' }
  const known = { ...endpoint, failures: 3, downSince: start, lastFailure }
  const after = afterAnswer(known, delivery, { status: 200 }, later(hour))
  expect(after).toMatchObject({
    ...{ isBack: true, endpoint: { status: 'active', failures: 0, lastFailure } },
  })
  expect(after.endpoint?.downSince).toBeUndefined()
})

it('what one endpoint refuses for a day while it takes the rest is given up', () => {
  const tried = { ...delivery, tries: 9, firstTriedAt: start }
  const known = { ...endpoint, failures: 0 }
  expect(afterAnswer(known, tried, { status: 400 }, later(23 * hour)).delivery.state).toBe(
    'waiting',
  )
  const after = afterAnswer(known, tried, { status: 400 }, later(24 * hour))
  expect(after).toMatchObject({ delivery: { state: 'given_up' }, endpoint: { status: 'active' } })
})

it('an endpoint that takes nothing is tried for a day, ever more seldom, and fails then', () => {
  let [known, message, at] = [endpoint, delivery, start]
  const waits: number[] = []
  while (known.status === 'active') {
    const after = afterAnswer(known, message, down, at)
    known = { ...known, ...after.endpoint }
    message = { ...message, ...after.delivery }
    const next = Math.max(message.dueAt.getTime(), known.pausedUntil?.getTime() ?? 0)
    waits.push(next - at.getTime())
    at = new Date(next)
  }
  const tries = waits.length
  waits.pop()
  const total = waits.reduce((sum, wait) => sum + wait, 0)
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect([tries, message.state]).toEqual([11, 'waiting'])
  expect(total).toBeGreaterThanOrEqual(24 * hour)
  expect(total).toBeLessThan(36 * hour)
})

const answered = (...answers: OutboundAnswer[]) =>
  together(answers.map((answer) => afterAnswer(endpoint, delivery, answer, start)))

it('several that fail at once fail the endpoint once, and where one is taken it is well', () => {
  expect(answered({ status: 200 }, { status: 204 })).toEqual({ isBack: false })
  expect(answered(down, { status: 500 }, down).state).toMatchObject({ failures: 1 })
  const mixed = answered({ status: 200 }, { status: 500 }, { status: 200 }).state
  expect(mixed).toMatchObject({ failures: 0, status: 'active', lastFailure: { reason: '500' } })
  expect(mixed?.downSince).toBeUndefined()
})

it('of several answers at once the longest wait is obeyed, and an end before any', () => {
  const waiting = (retryAfterSeconds: number) => ({ status: 429, retryAfterSeconds })
  expect(answered({ status: 200 }, waiting(5), waiting(30), down).state).toMatchObject({
    ...{ failures: 0, pausedUntil: later(30 * second) },
  })
  expect(answered(waiting(30), { status: 410 }, { status: 200 }).state).toMatchObject({
    status: 'failing',
  })
})
