import { z } from 'zod'
import { fieldError, refuseFields } from '../../rules/field-failure.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { pid } from './who.ts'

const hookId = z.string().min(1).max(200)
const scope = z.string().max(50).meta({
  description:
    '`user_reward`, `user_activity` or `user_login`. `referral` is refused: nobody refers anybody here yet.',
})
const url = z.string().min(1).max(2000).meta({ description: 'An https address.' })

const wanted = z.object({
  scope,
  hook_id: hookId.meta({ description: 'The same again replaces what was registered.' }),
  uri: url.optional(),
  url: url.optional(),
  secret: z.string().min(1).max(256).meta({
    description: 'Signs what is sent. Base64 behind `whsec_`, or any text. It is never told again.',
  }),
  pids: z.array(pid).max(100).nullable().optional().meta({ description: 'None: all campaigns.' }),
})

const named = { scope: scope.optional(), hook_id: hookId.optional() }

const done = z.object({
  success: z.literal(true),
  id: z.string().meta({ description: "The endpoint's, as it is listed." }),
})

/** Where a customer wants to be told of what happens. */
export function hookRoutes({ engine: { hooks } }: RouteOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/hook',
      operationId: 'claimrRegisterHook',
      summary: 'Be told of what happens',
      description:
        'The address is called with signed JSON (Standard Webhooks) for everything that happens from then on, at least once.',
      tags: ['claimr'],
      access: 'write',
      body: wanted,
      reply: done,
      errors: ['not_found'],
      async run({ caller, body: { uri, url, hook_id: hookId, pids, ...body }, keyed }) {
        const hook = { ...body, hookId, url: addressIn(uri, url), pids: pids ?? [] }
        const { _id } = await hooks.register(caller, hook, keyed)
        return { success: true as const, id: _id }
      },
    }),
    route({
      method: 'delete',
      path: '/api/v1/hook',
      operationId: 'claimrRemoveHook',
      summary: 'Be told no more',
      description:
        'Named in the body or in the query. What was not delivered yet is not sent any more.',
      tags: ['claimr'],
      access: 'write',
      query: z.object(named),
      body: z.object(named),
      reply: done,
      errors: ['not_found'],
      async run({ caller, body, query, keyed }) {
        const scope = told('scope', body.scope ?? query.scope)
        const hookId = told('hook_id', body.hook_id ?? query.hook_id)
        return { success: true as const, id: await hooks.remove(caller, { scope, hookId }, keyed) }
      },
    }),
  ]
}

/** Two help pages of claimr call it differently. */
function addressIn(uri: string | undefined, url: string | undefined): string {
  if (uri !== undefined && url !== undefined && uri !== url) {
    throw refuseFields(fieldError('/url', 'differs', 'is not what uri says'))
  }
  return told('uri', uri ?? url)
}

function told(name: string, value: string | undefined): string {
  if (value !== undefined) return value
  throw refuseFields(fieldError(`/${name}`, 'required', 'is needed'))
}
