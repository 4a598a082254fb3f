import { z } from 'zod'
import { webhookScopes } from '../../domain/webhook.ts'
import type { WebhookEndpoint } from '../../store/webhook-endpoints.ts'
import type { RouteOptions } from '../options.ts'
import { paged } from '../replies.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, instant, pageOf, paging, pagingOf } from '../schemas.ts'

const endpoint = z.object({
  id: z.string(),
  hookId: z.string().meta({ description: 'What it was called when it was registered.' }),
  scope: z.enum(webhookScopes),
  url: z.string(),
  websiteIds: z.array(z.string()).meta({ description: 'None: all of the organization.' }),
  organizationId: z.string(),
  createdAt: instant,
  updatedAt: instant,
})

/** Webhooks and how they go. They are registered at claimr's door. */
export function webhookRoutes({ engine: { hooks } }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/webhook_endpoints',
      operationId: 'listWebhookEndpoints',
      summary: 'List webhooks',
      description:
        'A key that is narrowed to a website sees those that were registered with such a key.',
      tags: ['Webhooks'],
      access: 'read',
      query: z.object({ ...address, ...paging }),
      reply: pageOf(endpoint),
      async run({ scope, query }) {
        const { limit, after } = pagingOf(query)
        return paged(await hooks.list(scope, { after, limit: limit + 1 }), limit, endpointReply)
      },
    }),
  ]
}

function endpointReply(record: WebhookEndpoint): z.input<typeof endpoint> {
  const { _id, org, hookId, scope, url, websites, createdAt, updatedAt } = record
  return {
    ...{ id: _id, hookId, scope, url, websiteIds: websites, organizationId: org },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
