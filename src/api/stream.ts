import { z } from 'zod'
import { claimOutcomeOf, claimOutcomes } from '../domain/claim-count.ts'
import type { LiveLine } from '../engine/live/lines.ts'
import type { LiveMessage } from '../engine/live/reading.ts'
import { ruleOf } from '../engine/stored-rule.ts'
import type { RouteOptions } from './options.ts'
import type { Call, Route } from './route.ts'
import { address, instant } from './schemas.ts'
import type { SentEvent, SentEvents } from './sent-events.ts'
import { listedClaim, rewardReplies } from './snag/claim-list.ts'
import { userNameOf } from './snag/user-standings.ts'

/** A claim was made, waits, or came to its end. */
export const streamedClaim = listedClaim
  .pick({
    ...{ id: true, organizationId: true, websiteId: true, rule: true, user: true },
    ...{ status: true, outcome: true, code: true, message: true, waitsUntil: true, rewards: true },
  })
  .extend({ at: instant.meta({ description: 'When it happened.' }) })

/** What the event `claims` says. */
export const streamedClaims = z.object({
  claims: z.array(streamedClaim).meta({ description: 'In the order in which it happened.' }),
  counts: z
    .partialRecord(z.enum(claimOutcomes), z.int())
    .meta({ description: 'How many of them, by outcome.' }),
})

const query = z.object({
  ...address,
  lastEventId: z.string().max(2000).optional().meta({
    description:
      'Where to go on from, for a reader that cannot set `Last-Event-ID`; that header comes first.',
  }),
})
type Query = z.output<typeof query>

const description = `Server-sent events, for \`EventSource\`. Every event has an id; whoever comes back with it as \`Last-Event-ID\`, to whichever process, is told what they missed: each change of a claim once, in order.

- \`ready\`: it begins.
- \`claims\`: what happened, at most four times in a second.
- \`reset\`: what was missed is too long ago or too much (\`reason\`); read your lists again.
- \`heartbeat\`: nothing happened for 15 seconds.

It ends when the session or the key does, and when the process leaves or the reader takes nothing for half a minute: \`retry\` says when to come back. A website may be named; without, it is all that the key is good for.`

/** What happens to claims, while it happens. */
export function streamRoutes({ engine }: RouteOptions): Route[] {
  async function handle(call: Call<unknown, Query, unknown>): Promise<SentEvents> {
    const { scope, query: asked, caller, header } = call
    const after = header('last-event-id') ?? asked.lastEventId
    const { messages, leave } = await engine.live.open(scope, caller.key, after || undefined)
    return { leave, events: (signal) => told(messages(signal)) }
  }

  return [
    {
      method: 'get',
      path: '/api/stream',
      operationId: 'streamClaims',
      summary: 'Follow claims as they happen',
      ...{ description, query, isLive: true, access: 'read', tags: ['Claims'] },
      reply: streamedClaims,
      streams: ['text/event-stream'],
      errors: ['not_found', 'too_many_requests'],
      handle: async (call) => handle(call as Call<unknown, Query, unknown>),
    },
  ]
}

async function* told(messages: AsyncIterable<LiveMessage>): AsyncGenerator<SentEvent> {
  for await (const message of messages) {
    yield { event: message.event, id: message.id, data: dataOf(message) }
  }
}

function dataOf(message: LiveMessage): object {
  if (message.event === 'reset') return { reason: message.reason }
  return message.event === 'claims' ? claimsReply(message.lines) : {}
}

function claimsReply(lines: readonly LiveLine[]): z.input<typeof streamedClaims> {
  const claims = lines.map(claimReply)
  const counts: z.input<typeof streamedClaims>['counts'] = {}
  for (const { outcome } of claims) counts[outcome] = (counts[outcome] ?? 0) + 1
  return { claims, counts }
}

function claimReply({ claim, rule, user, decimals, at }: LiveLine): z.input<typeof streamedClaim> {
  const { _id, org, website, ruleId, userId, status, waiting, reason, message } = claim
  return {
    ...{ id: _id, organizationId: org, websiteId: website, status },
    rule: { id: ruleId, name: rule ? ruleOf(rule).name : ruleId, type: rule?.type ?? '' },
    user: { id: userId, name: user ? userNameOf(user).name : null },
    outcome: claimOutcomeOf(claim),
    code: reason ?? waiting?.code ?? null,
    message: message ?? waiting?.message ?? null,
    waitsUntil: waiting?.until?.toISOString() ?? null,
    rewards: rewardReplies(claim, decimals),
    at: at.toISOString(),
  }
}
