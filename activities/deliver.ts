import type { WebhookTarget } from '../src/domain/webhook.ts'
import { secretOwnerOf } from '../src/engine/hooks.ts'
import { signatureHeaders } from '../src/engine/webhook-signature.ts'
import type { OutboundAnswer } from '../src/providers/outbound.ts'
import type { Delivery } from '../src/store/deliveries.ts'
import type { WebhookEndpoint } from '../src/store/webhook-endpoints.ts'
import { afterAnswer, together } from './after-answer.ts'
import type { Dependencies } from './index.ts'

/** Until when an endpoint need not be looked at; without a time, until somebody rings. */
export interface Rest {
  waitMs?: number | undefined
}

const turnMs = 8_000
const pageSize = 200
const mostAtOnce = 16

/** One endpoint's turn: tells it what is due, of each user one after the other, for a while. */
export function createDeliver(dependencies: Dependencies) {
  const { store, sealer, outbound, now, observeDelivery } = dependencies
  const { deliveries, webhookEndpoints } = store

  async function deliverDue(target: WebhookTarget): Promise<Rest> {
    for (const end = performance.now() + turnMs; ;) {
      const endpoint = await webhookEndpoints.find(target.org, target.endpoint)
      if (!endpoint) return forget(target)
      if (endpoint.status === 'failing') return {}
      const at = now()
      if (endpoint.pausedUntil && endpoint.pausedUntil > at) return until(endpoint.pausedUntil, at)
      const due = await deliveries.due(target, at, pageSize)
      if (due.length === 0) {
        const rest = await restOf(target)
        if (rest) return rest
      }
      await sendAll(endpoint, due, end)
      if (performance.now() > end) return { waitMs: 0 }
    }
  }

  async function forget(target: WebhookTarget): Promise<Rest> {
    await deliveries.drop(target)
    return {}
  }

  /** Nothing, if something has become due: whoever wrote it before we came to rest did not ring. */
  async function restOf(target: WebhookTarget): Promise<Rest | undefined> {
    await webhookEndpoints.rest(target.org, target.endpoint)
    const [next, at] = [await deliveries.nextDue(target), now()]
    if (!next) return {}
    return next > at ? until(next, at) : undefined
  }

  /** Until the endpoint is to be left alone, or is back and told again what was set aside. */
  async function sendAll(
    endpoint: WebhookEndpoint,
    due: readonly Delivery[],
    end: number,
  ): Promise<void> {
    let known = endpoint
    for (let left = due; left.length > 0 && performance.now() < end;) {
      const some = someOf(left, known)
      left = left.filter((delivery) => !some.includes(delivery))
      const { state, isBack } = await tell(known, some)
      if (!state) continue
      known = { ...known, ...state }
      await webhookEndpoints.note(known, state)
      if (isBack) await deliveries.hurry({ org: known.org, endpoint: known._id }, now())
      if (state.pausedUntil || state.status === 'failing' || isBack) return
    }
  }

  /** Tells all of them at once, and notes what became of each. */
  async function tell(known: WebhookEndpoint, some: readonly Delivery[]) {
    const answers = await Promise.all(
      some.map(async (delivery) => ({ delivery, answer: await send(known, delivery) })),
    )
    const at = now()
    const afters = answers.map(({ delivery, answer }) => afterAnswer(known, delivery, answer, at))
    await deliveries.note(
      known.org,
      afters.map(({ id, delivery }) => ({ id, tried: delivery })),
    )
    some.forEach(({ scope }, index) => {
      const state = afters[index]?.delivery.state
      if (state) observeDelivery?.(scope, state)
    })
    return together(afters)
  }

  async function send(
    endpoint: WebhookEndpoint,
    { _id: id, body }: Delivery,
  ): Promise<OutboundAnswer> {
    const key = Buffer.from(sealer.open(endpoint.sealed, secretOwnerOf(endpoint)), 'base64')
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Vouchsafe-Webhooks',
      ...signatureHeaders(key, { id, sentAt: now(), body }),
    }
    return outbound.post({ url: endpoint.url, headers, body })
  }

  return deliverDue
}

/** The oldest of each user, so that of each user they come in order; a single one while it is in doubt that any is taken. */
function someOf(due: readonly Delivery[], { failures }: WebhookEndpoint): readonly Delivery[] {
  if (failures > 0) return due.slice(0, 1)
  const oldest = new Map<string, Delivery>()
  for (const delivery of due) {
    if (!oldest.has(delivery.user)) oldest.set(delivery.user, delivery)
  }
  return [...oldest.values()].slice(0, mostAtOnce)
}

function until(time: Date, at: Date): Rest {
  return { waitMs: time.getTime() - at.getTime() }
}
