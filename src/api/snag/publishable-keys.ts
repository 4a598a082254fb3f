import { z } from 'zod'
import type { Website } from '../../store/websites.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address } from '../schemas.ts'

const path = '/api/websites/publishable_key'
const tags = ['Websites'] as const

const reply = z.object({
  publishableKey: z.string().nullable().meta({
    description: "claimr's `pub`: anybody may see it. Null while nothing of the website is public.",
  }),
  websiteId: z.string(),
  organizationId: z.string(),
})

/** The key with which pages and apps read what is public of a website. */
export function publishableKeyRoutes({ engine: { publishableKeys } }: RouteOptions): Route[] {
  return [
    route({
      ...{ method: 'get', path, tags },
      operationId: 'getPublishableKey',
      summary: 'Get the publishable key of a website',
      access: 'read',
      query: z.object(address),
      reply,
      errors: ['not_found'],
      run: async ({ website }) => replyOf(await website()),
    }),
    route({
      ...{ method: 'post', path, tags },
      operationId: 'createPublishableKey',
      summary: 'Make a publishable key',
      description:
        'In the place of the one before, if there is one, which opens nothing from then on. With it anybody reads a user of the website by platform and account, at the two public methods of claimr.',
      access: 'write',
      body: z.object(address),
      reply,
      errors: ['not_found'],
      run: async ({ website, keyed }) =>
        replyOf(await publishableKeys.make(await website(), keyed)),
    }),
    route({
      ...{ method: 'delete', path, tags },
      operationId: 'deletePublishableKey',
      summary: 'Take the publishable key back: nothing of the website is public then',
      access: 'write',
      query: z.object(address),
      reply,
      errors: ['not_found'],
      run: async ({ website, keyed }) =>
        replyOf(await publishableKeys.remove(await website(), keyed)),
    }),
  ]
}

function replyOf({ _id, org, publishableKey }: Website): z.input<typeof reply> {
  return { publishableKey: publishableKey ?? null, websiteId: _id, organizationId: org }
}
