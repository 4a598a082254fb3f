import type { WebhookTarget } from '../src/domain/webhook.ts'
import { secretOwnerOf } from '../src/engine/hooks.ts'
import { signatureHeaders } from '../src/engine/webhook-signature.ts'
import type { OutboundAnswer } from '../src/providers/outbound.ts'
import type { Delivery } from '../src/store/deliveries.ts'
import type { WebhookEndpoint } from '../src/store/webhook-endpoints.ts'
import { afterAnswer } from './after-answer.ts'
import type { Dependencies } from './index.ts'

/** Until when an endpoint need not be looked at; without a time, until somebody rings. */
export interface Rest {
  waitMs?: number | undefined
}

const turnMs = 8_000
const atOnce = 20

/** One endpoint's turn: tells it what is due, one after the other, for a while. */
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
      const due = await deliveries.due(target, at, atOnce)
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

  /** Until one of them is the last that the endpoint is asked to take for now. */
  async function sendAll(
    endpoint: WebhookEndpoint,
    due: readonly Delivery[],
    end: number,
  ): Promise<void> {
    let known = endpoint
    for (const delivery of due) {
      if (performance.now() > end) return
      const answer = await send(known, delivery)
      const after = afterAnswer(known, delivery, answer, now())
      await deliveries.note(delivery.org, delivery._id, after.delivery)
      observeDelivery?.(delivery.scope, after.delivery.state)
      if (!after.endpoint) continue
      known = { ...known, ...after.endpoint }
      await webhookEndpoints.note(known, after.endpoint)
      if (after.isBack) await deliveries.hurry({ org: known.org, endpoint: known._id }, now())
      if (after.endpoint.pausedUntil || after.endpoint.status === 'failing' || after.isBack) return
    }
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

function until(time: Date, at: Date): Rest {
  return { waitMs: time.getTime() - at.getTime() }
}
