import { z } from 'zod'
import { webhookScopes } from '../../domain/webhook.ts'
import type { Delivery } from '../../store/deliveries.ts'
import type { WebhookEndpoint } from '../../store/webhook-endpoints.ts'
import type { RouteOptions } from '../options.ts'
import { paged } from '../replies.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, id, instant, pageOf, paging, pagingOf } from '../schemas.ts'

const tags = ['Webhooks'] as const
const reason =
  'The status it answered with, or why there was none: `timed_out`, `no_answer`, `address_refused`.'

const endpoint = z.object({
  id: z.string(),
  hookId: z.string().meta({ description: 'What it was called when it was registered.' }),
  scope: z.enum(webhookScopes),
  url: z.string(),
  websiteIds: z.array(z.string()).meta({ description: 'None: all of the organization.' }),
  status: z.enum(['active', 'failing']).meta({
    description:
      '`failing`: it took nothing for a day, or answered 410. Nothing is sent until it is registered again; what happens meanwhile waits.',
  }),
  failures: z.int().meta({ description: 'In a row.' }),
  downSince: instant.nullable(),
  pausedUntil: instant.nullable(),
  lastFailure: z
    .object({ at: instant, reason: z.string().meta({ description: reason }) })
    .nullable(),
  organizationId: z.string(),
  createdAt: instant,
  updatedAt: instant,
})

const states = ['waiting', 'delivered', 'given_up'] as const

const delivery = z.object({
  id: z.string().meta({ description: "The message's id, as it is sent in `webhook-id`." }),
  endpointId: z.string(),
  scope: z.enum(webhookScopes),
  state: z.enum(states),
  tries: z.int(),
  attempts: z
    .array(z.object({ at: instant, answer: z.string().meta({ description: reason }) }))
    .meta({ description: 'The last 20, oldest first.' }),
  happenedAt: instant,
  dueAt: instant.nullable().meta({ description: 'When it may be tried next.' }),
  payload: z.string().meta({ description: 'As it is sent.' }),
  websiteId: z.string(),
  organizationId: z.string(),
})

/** Webhooks and how they go. They are registered at claimr's door. */
export function webhookRoutes({ engine: { hooks, deliveries } }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/webhook_endpoints',
      operationId: 'listWebhookEndpoints',
      summary: 'List webhooks, and how they go',
      description:
        'A key that is narrowed to a website sees those that were registered with such a key.',
      tags,
      access: 'read',
      query: z.object({ ...address, ...paging }),
      reply: pageOf(endpoint),
      async run({ scope, query }) {
        const { limit, after } = pagingOf(query)
        return paged(await hooks.list(scope, { after, limit: limit + 1 }), limit, endpointReply)
      },
    }),
    route({
      method: 'get',
      path: '/api/webhook_deliveries',
      operationId: 'listWebhookDeliveries',
      summary: 'List what a webhook was told, newest first',
      description: 'What happened is kept here for 30 days.',
      tags,
      access: 'read',
      query: z.object({
        ...address,
        ...paging,
        endpointId: id,
        state: z.enum(states).optional(),
      }),
      reply: pageOf(delivery),
      errors: ['not_found'],
      async run({ scope, query }) {
        const { limit, after } = pagingOf(query)
        const filter = { endpoint: query.endpointId, state: query.state }
        const found = await deliveries.list(scope, filter, { after, limit: limit + 1 })
        return paged(found, limit, deliveryReply)
      },
    }),
  ]
}

function endpointReply(record: WebhookEndpoint): z.input<typeof endpoint> {
  const { _id, org, hookId, scope, url, websites, status, failures, lastFailure } = record
  return {
    ...{ id: _id, hookId, scope, url, websiteIds: websites, organizationId: org },
    ...{ status, failures },
    downSince: timeOf(record.downSince),
    pausedUntil: timeOf(record.pausedUntil),
    lastFailure: lastFailure
      ? { at: lastFailure.at.toISOString(), reason: lastFailure.reason }
      : null,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }
}

function deliveryReply(record: Delivery): z.input<typeof delivery> {
  const { _id, org, website, endpoint, scope, state, tries, attempts, body } = record
  return {
    ...{ id: _id, endpointId: endpoint, scope, state, tries },
    attempts: (attempts ?? []).map(({ at, answer }) => ({ at: at.toISOString(), answer })),
    happenedAt: record.happenedAt.toISOString(),
    dueAt: state === 'waiting' ? record.dueAt.toISOString() : null,
    payload: body,
    ...{ websiteId: website, organizationId: org },
  }
}

function timeOf(time: Date | undefined): string | null {
  return time?.toISOString() ?? null
}
