import { failuresInARow, patienceMs, pauseMs, retryWaitMs } from '../src/domain/webhook.ts'
import type { OutboundAnswer } from '../src/providers/outbound.ts'
import type { Delivery, Tried } from '../src/store/deliveries.ts'
import type { EndpointState, WebhookEndpoint } from '../src/store/webhook-endpoints.ts'

/** What an answer makes of a delivery, and of its endpoint where anything changes there. */
export interface AfterAnswer {
  id: string
  delivery: Tried
  endpoint?: EndpointState | undefined
  /** Whether the endpoint is back, and may be told at once what was set aside meanwhile. */
  isBack: boolean
}

const gone = 410
const longestAskedMs = 3_600_000

/**
 * What is taken is done. What is not is set aside and comes later, while the next is sent; after some failures in a row the
 * endpoint is left alone for longer and longer, and after a day of nothing else it counts as failing.
 */
export function afterAnswer(
  endpoint: WebhookEndpoint,
  delivery: Delivery,
  answer: OutboundAnswer,
  at: Date,
): AfterAnswer {
  const tried = {
    tries: delivery.tries + 1,
    firstTriedAt: delivery.firstTriedAt ?? at,
    attempt: { at, answer: 'reason' in answer ? answer.reason : String(answer.status) },
  }
  const isTaken = answer.status >= 200 && answer.status < 300
  const after = isTaken ? taken(endpoint, delivery, tried) : refused(endpoint, tried, answer, at)
  return { id: delivery._id, ...after }
}

/**
 * What several answers at once make of an endpoint. They fail together as one would, and where one is taken it is not the endpoint
 * that fails; but who asks to be left alone, or is gone, is heard.
 */
export function together(afters: readonly AfterAnswer[]): {
  state?: EndpointState | undefined
  isBack: boolean
} {
  const [worst] = afters.flatMap(({ endpoint }) => endpoint ?? []).toSorted(byUrgency)
  const isBack = afters.some((after) => after.isBack)
  const isWell = afters.some(({ delivery: { state } }) => state === 'delivered')
  if (!worst || !isWell || isBack) return { state: worst, isBack }
  return { state: { ...worst, failures: 0, downSince: undefined }, isBack }
}

function byUrgency(a: EndpointState, b: EndpointState): number {
  return rankOf(b) - rankOf(a)
}

function rankOf({ status, pausedUntil }: EndpointState): number {
  return status === 'failing' ? Infinity : (pausedUntil?.getTime() ?? 0)
}

type JustTried = Omit<Tried, 'state' | 'dueAt'> & { firstTriedAt: Date }

function taken(
  { failures, lastFailure }: WebhookEndpoint,
  { dueAt }: Delivery,
  tried: JustTried,
): Omit<AfterAnswer, 'id'> {
  const delivery: Tried = { ...tried, state: 'delivered', dueAt }
  if (failures === 0) return { delivery, isBack: false }
  const endpoint: EndpointState = { status: 'active', failures: 0, lastFailure }
  return { delivery, endpoint, isBack: failures >= failuresInARow }
}

function refused(
  { failures: before, downSince = undefined }: WebhookEndpoint,
  tried: JustTried,
  answer: OutboundAnswer,
  at: Date,
): Omit<AfterAnswer, 'id'> {
  const failures = before + 1
  const since = downSince ?? at
  const isFailing = answer.status === gone || at.getTime() - since.getTime() >= patienceMs
  const isGivenUp = !isFailing && at.getTime() - tried.firstTriedAt.getTime() >= patienceMs
  const pause = Math.max(pauseMs(failures), askedMs(answer))
  const lastFailure = { at, reason: tried.attempt.answer }
  return {
    delivery: {
      ...tried,
      state: isGivenUp ? 'given_up' : 'waiting',
      dueAt: new Date(at.getTime() + retryWaitMs(tried.tries)),
    },
    endpoint: {
      ...{ status: isFailing ? 'failing' : 'active', failures, downSince: since, lastFailure },
      ...(pause > 0 && !isFailing ? { pausedUntil: new Date(at.getTime() + pause) } : {}),
    },
    isBack: false,
  }
}

/** How long the endpoint itself asks to be left alone, within reason. */
function askedMs(answer: OutboundAnswer): number {
  const seconds = 'reason' in answer ? undefined : answer.retryAfterSeconds
  return Math.min((seconds ?? 0) * 1000, longestAskedMs)
}
