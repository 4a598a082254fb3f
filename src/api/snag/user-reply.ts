import { z } from 'zod'
import { fieldsOf } from '../../engine/account-fields.ts'
import type { UserRecord } from '../../store/users.ts'
import { instant } from '../schemas.ts'

export const metadata = z
  .looseObject({
    id: z.string(),
    userId: z.string(),
    organizationId: z.string(),
    websiteId: z.string(),
    externalIdentifier: z.string().nullable(),
    isBlocked: z.boolean(),
    user: z.object({ id: z.string(), walletAddress: z.string().nullable() }),
    userGroup: z.object({ id: z.string(), externalIdentifier: z.string().nullable() }).nullable(),
    userGroupId: z.string().nullable(),
    walletGroupIdentifier: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ description: 'What is known of a user: profile fields and accounts elsewhere.' })

export const user = z.object({
  id: z.string(),
  walletAddress: z.string().nullable(),
  wallets: z.array(
    z.object({ address: z.string(), type: z.string(), proof: z.string(), connectedAt: instant }),
  ),
  accounts: z.array(
    z.object({
      platform: z.string(),
      id: z.string(),
      handle: z.string().nullable(),
      proof: z.string(),
      connectedAt: instant,
    }),
  ),
  isSnagSuperAdmin: z.literal(false),
  userMetadata: z.array(metadata),
  websiteUserAttributes: z.array(z.unknown()),
  organizationId: z.string(),
  websiteId: z.string(),
  createdAt: instant,
  updatedAt: instant,
})

export function metadataOf(found: UserRecord): z.input<typeof metadata> {
  const { _id, org, website, accounts, profile, externalIdentifier = null, wallets } = found
  const { walletGroup = null, userGroup = null } = found
  return {
    ...profile,
    ...fieldsOf(accounts),
    ...{ id: _id, userId: _id, organizationId: org, websiteId: website, externalIdentifier },
    isBlocked: found.isBlocked ?? false,
    user: { id: _id, walletAddress: wallets[0]?.address ?? null },
    userGroup,
    userGroupId: userGroup?.id ?? null,
    walletGroupIdentifier: walletGroup,
    createdAt: found.createdAt.toISOString(),
    updatedAt: found.updatedAt.toISOString(),
  }
}

export function userReply(found: UserRecord): z.input<typeof user> {
  const { _id, org, website, wallets, accounts } = found
  return {
    id: _id,
    walletAddress: wallets[0]?.address ?? null,
    wallets: wallets.map(({ address, type, proof, connectedAt }) => ({
      ...{ address, type, proof },
      connectedAt: connectedAt.toISOString(),
    })),
    accounts: accounts.map(({ platform, id, handle, proof, connectedAt }) => ({
      ...{ platform, id, proof },
      handle: handle ?? null,
      connectedAt: connectedAt.toISOString(),
    })),
    isSnagSuperAdmin: false,
    userMetadata: [metadataOf(found)],
    websiteUserAttributes: [],
    ...{ organizationId: org, websiteId: website },
    createdAt: found.createdAt.toISOString(),
    updatedAt: found.updatedAt.toISOString(),
  }
}
