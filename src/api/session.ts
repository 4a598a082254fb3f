import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { Engine } from '../engine/index.ts'
import { keyRoles, mayWrite } from '../engine/keys.ts'
import type { Caller } from '../engine/keys.ts'
import { refuseForeign } from './auth.ts'
import type { RouteOptions } from './options.ts'
import { route } from './route.ts'
import type { Route } from './route.ts'
import { instant, message } from './schemas.ts'
import { tokenIn } from './session-cookie.ts'

/** Who is calling, and what they may. */
export const session = z.object({
  organization: z.object({ id: z.string(), name: z.string() }),
  mode: z.enum(['live', 'test']),
  role: z.enum(keyRoles),
  mayWrite: z.boolean(),
  key: z.object({
    id: z.string().meta({ description: 'Names the key; it is not the key.' }),
    name: z.string(),
    expiresAt: instant.nullable(),
  }),
  websites: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        externalIdentifier: z.string().nullable(),
        loyaltyCurrencyId: z.string().nullable(),
      }),
    )
    .meta({ description: 'Those that the key is good for, at most 200.' }),
  expiresAt: instant
    .nullable()
    .meta({ description: 'When the session is over; null for a key that is sent itself.' }),
})

/** Signing in, and out. `EventSource` and navigation cannot send a key in a header; a cookie goes by itself. */
export function sessionRoutes({ engine, config }: RouteOptions): Route[] {
  const { keys, sessions } = engine
  return [
    route({
      method: 'post',
      path: '/api/session',
      operationId: 'signIn',
      summary: 'Trade a key for a session',
      description:
        'For browsers. The answer sets a cookie for 12 hours, which does what the key does and ends with it. Whatever else than GET is sent with the cookie must come from a page of the same origin (`Sec-Fetch-Site: same-origin`), else it is 403.',
      tags: ['Session'],
      access: 'open',
      body: z.object({ apiKey: z.string().max(200) }),
      reply: session,
      errors: ['unauthenticated', 'forbidden'],
      async run({ body, header, keepToken }) {
        // Signing somebody in as oneself is an attack too. Programs send no such header.
        refuseForeign(header('sec-fetch-site') ?? 'same-origin')
        const caller = await keys.check(body.apiKey)
        const opened = await sessions.open(caller.key)
        keepToken(opened)
        return sessionReply(engine, { ...caller, session: opened })
      },
    }),
    route({
      method: 'get',
      path: '/api/session',
      operationId: 'getSession',
      summary: 'Say who is calling, and what they may',
      tags: ['Session'],
      access: 'read',
      reply: session,
      run: ({ caller }) => sessionReply(engine, caller),
    }),
    route({
      method: 'delete',
      path: '/api/session',
      operationId: 'signOut',
      summary: 'End the session',
      description: 'Ending one that is over changes nothing.',
      tags: ['Session'],
      access: 'open',
      reply: message,
      errors: ['forbidden'],
      async run({ header, keepToken }) {
        const token = tokenIn(header('cookie'))
        if (token !== undefined) {
          refuseForeign(header('sec-fetch-site') ?? 'unknown')
          await sessions.end(token)
          keepToken(undefined)
        }
        return { message: 'Signed out' }
      },
    }),
    route({
      method: 'post',
      path: '/api/session/links',
      operationId: 'createSignInLink',
      summary: 'Make a link that signs somebody in once',
      description:
        'Whoever opens it within 10 minutes in a browser gets a session of this key. A session cannot make one: it would never end.',
      tags: ['Session'],
      access: 'read',
      reply: z.object({ url: z.url(), expiresAt: instant }),
      async run({ caller }) {
        refuseSession(caller)
        const { token, expiresAt } = await sessions.invite(caller.key)
        const url = new URL(`/sign-in/${token}`, config.publicUrl).href
        return { url, expiresAt: expiresAt.toISOString() }
      },
    }),
  ]
}

function refuseSession({ session }: Caller): void {
  if (session) throw new Failure('forbidden', 'a link is made with the key itself')
}

async function sessionReply(
  { websites, keys, tenants }: Engine,
  caller: Caller,
): Promise<z.input<typeof session>> {
  const [organization, key, found] = await Promise.all([
    tenants.find(caller.org),
    keys.describe(caller.key),
    websites.ofCaller(caller),
  ])
  return {
    organization,
    ...{ mode: caller.mode, role: caller.role, mayWrite: mayWrite(caller.role) },
    key: { id: caller.key, name: key.name, expiresAt: key.expiresAt?.toISOString() ?? null },
    websites: found.map(({ _id, name, externalIdentifier, defaultCurrency }) => ({
      ...{ id: _id, name, externalIdentifier: externalIdentifier ?? null },
      loyaltyCurrencyId: defaultCurrency ?? null,
    })),
    expiresAt: caller.session?.expiresAt.toISOString() ?? null,
  }
}
