import { z } from 'zod'
import { accountFields } from '../../engine/account-fields.ts'
import type { ProfileFields } from '../../engine/profiles.ts'
import { normalized } from '../../engine/wallets.ts'
import type { RouteOptions } from '../options.ts'
import { paged } from '../replies.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, id, pageOf, paging, pagingOf, who } from '../schemas.ts'
import { metadata, metadataOf } from './user-reply.ts'

const line = z.string().min(1).max(200).nullable().optional()
const words = z.string().max(4000).nullable().optional()

const accountBody = Object.fromEntries(
  accountFields.flatMap((names) =>
    ('handle' in names ? [names.id, names.handle] : [names.id]).map((name) => [name, line]),
  ),
) as Record<string, typeof line>

const body = z.object({
  ...accountBody,
  ...address,
  ...who,
  bio: words,
  blockStatusReason: z
    .enum([
      'sybil_and_multi_account',
      'account_migration',
      'abuse_manipulation',
      'not_sybil',
      'issue_resolved',
      'twitter_suspended',
      'other',
    ])
    .nullable()
    .optional(),
  displayName: words,
  emailAddress: words,
  externalIdentifier: line,
  externalLoyaltyScore: words,
  internalNotes: words,
  isBlocked: z.boolean().optional(),
  isBlockExempt: z.boolean().optional(),
  location: words,
  logoUrl: words,
  phoneNumber: words,
  portfolioUrl: words,
  sybilScore: z.number().nullable().optional(),
  twitterUserFollowersCount: z.int().min(0).nullable().optional(),
  userGroupExternalIdentifier: line.meta({
    description: 'Users of one group spend their points together. Null leaves it.',
  }),
  userGroupId: line.meta({ description: 'Of a group that somebody is in.' }),
  walletGroupIdentifier: line.meta({
    description: 'Users with the same one spend their points together. Null leaves the group.',
  }),
})

/** What customers know of their users. */
export function metadataRoutes({ engine: { users, profiles } }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/users/metadatas',
      operationId: 'listUserMetadata',
      summary: 'List what is known of users',
      tags: ['Users'],
      access: 'read',
      query: z.object({
        ...address,
        ...paging,
        ...who,
        externalIdentifier: id.optional(),
        userSearch: id.optional(),
      }),
      reply: pageOf(metadata),
      async run({ scope, query }) {
        const { limit, after } = pagingOf(query)
        const found = await users.list(scope, filterOf(query), { after, limit: limit + 1 })
        return paged(found, limit, metadataOf)
      },
    }),
    route({
      method: 'post',
      path: '/api/users/metadatas',
      operationId: 'upsertUserMetadata',
      summary: 'Tell what is known of a user',
      description:
        'Makes the user if the wallet or the external identifier is new. Accounts and wallets are taken at your word; null disconnects.',
      tags: ['Users'],
      access: 'write',
      body,
      reply: metadata,
      errors: ['not_found', 'already_connected'],
      async run({ website, scope, body, keyed }) {
        const { userId, walletAddress } = body
        const who = { userId, walletAddress }
        const fields = Object.entries(body).filter(isTold)
        const told = Object.fromEntries(fields) as ProfileFields
        return metadataOf(await profiles.upsert(website, scope, who, told, keyed))
      },
    }),
  ]
}

/** Not who is meant, and nothing that was left out. */
function isTold([name, value]: [string, unknown]): boolean {
  return value !== undefined && !(name in address) && !(name in who)
}

function filterOf({
  userId,
  walletAddress,
  externalIdentifier,
  userSearch,
}: {
  userId?: string | undefined
  walletAddress?: string | undefined
  externalIdentifier?: string | undefined
  userSearch?: string | undefined
}): object {
  return {
    ...(userId === undefined ? {} : { _id: userId }),
    ...(walletAddress === undefined ? {} : { 'wallets.address': normalized(walletAddress) }),
    ...(externalIdentifier === undefined ? {} : { externalIdentifier }),
    ...(userSearch === undefined ? {} : { $or: searchOf(userSearch) }),
  }
}

function searchOf(text: string): object[] {
  const begins = new RegExp(`^${text.replace(/[^\w]/g, '\\$&')}`, 'i')
  const fields = [
    'profile.displayName',
    'profile.emailAddress',
    'wallets.address',
    'accounts.handle',
    'externalIdentifier',
  ]
  return fields.map((field) => ({ [field]: begins }))
}
