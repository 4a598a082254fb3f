import { z } from 'zod'
import { loginPlatforms } from '../../engine/logins.ts'
import type { SignedMessage } from '../../engine/challenges.ts'
import { walletTypes } from '../../engine/wallets.ts'
import { fieldError, refuseFields } from '../../rules/field-failure.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, id, instant, message, who } from '../schemas.ts'

const wallet = { walletAddress: id, walletType: z.enum(walletTypes), userId: id.optional() }
const token = z.string().min(1).max(8000)

const verification = z
  .object({
    message: z.string().min(1).max(10_000).optional(),
    signature: z.string().min(1).max(20_000).optional(),
    verifiedLocally: z.boolean().optional(),
    accessToken: token.optional(),
    dynamicAuthToken: token.optional(),
    tonVerification: z.record(z.string(), z.unknown()).optional(),
  })
  .optional()

const connected = z.object({
  id: z.string(),
  userId: z.string(),
  walletAddress: z.string(),
  proof: z.string(),
  createdAt: instant,
  updatedAt: instant,
})

/** Links between users and what is theirs elsewhere. */
export function connectRoutes({ engine }: RouteOptions): Route[] {
  const { challenges, connect, logins } = engine
  return [
    route({
      method: 'post',
      path: '/api/users/connect/challenge',
      operationId: 'createConnectChallenge',
      summary: 'Get a message for a wallet to sign',
      description: 'Good for one signature within ten minutes, by this wallet and for this user.',
      tags: ['Users'],
      access: 'write',
      body: z.object({ ...address, ...wallet }),
      reply: z.object({ message: z.string(), nonce: z.string(), expiresAt: instant }),
      errors: ['not_found'],
      async run({ website, body }) {
        const place = await website()
        const { org, _id } = place
        if (body.userId !== undefined) {
          await engine.users.find({ org, website: _id }, { userId: body.userId })
        }
        const { message, nonce, expiresAt } = await challenges.challenge(place, body)
        return { message, nonce, expiresAt: expiresAt.toISOString() }
      },
    }),
    route({
      method: 'post',
      path: '/api/users/connect',
      operationId: 'connectWallet',
      summary: 'Connect a wallet',
      description:
        'With a signed message it is proved; otherwise it is your word. Without `userId` it makes the user.',
      tags: ['Users'],
      access: 'write',
      body: z.object({
        ...address,
        ...wallet,
        confirmDisconnect: z.boolean().optional(),
        verificationData: verification,
      }),
      reply: connected,
      errors: ['not_found', 'already_connected', 'signature_refused'],
      async run({ website, body, keyed }) {
        const { verificationData, ...request } = body
        const signed = signedIn(verificationData)
        const user = await connect.connectWallet(await website(), { ...request, signed }, keyed)
        const { address: walletAddress, proof } = walletIn(user.wallets, body.walletAddress)
        return {
          ...{ id: user._id, userId: user._id, walletAddress, proof },
          createdAt: user.createdAt.toISOString(),
          updatedAt: user.updatedAt.toISOString(),
        }
      },
    }),
    route({
      method: 'post',
      path: '/api/users/disconnect',
      operationId: 'disconnectUser',
      summary: 'Disconnect wallets and accounts of a user',
      description: 'All of them, unless `walletAddress` or `platform` names some.',
      tags: ['Users'],
      access: 'write',
      body: z.object({
        ...address,
        userId: id,
        walletAddress: id.optional(),
        platform: id.optional(),
      }),
      reply: message,
      errors: ['not_found'],
      async run({ scope, body: { userId, walletAddress, platform }, keyed }) {
        await connect.disconnect(scope, userId, { walletAddress, platform }, keyed)
        return { message: 'Success' }
      },
    }),
    route({
      method: 'post',
      path: '/api/users/credentials',
      operationId: 'addUserCredentials',
      summary: "Hand in a user's token for a platform",
      description:
        'The platform is asked whose it is, and that account is linked. It is sealed, and never told again.',
      tags: ['Users'],
      access: 'write',
      body: z.object({
        ...address,
        ...who,
        platform: z.enum(loginPlatforms),
        accessToken: token,
        refreshToken: token.optional(),
        expiresAt: z.iso.datetime({ offset: true }).optional(),
        scopes: z.array(z.string().max(200)).max(100).default([]),
      }),
      reply: z.object({
        userId: z.string(),
        platform: z.string(),
        accountId: z.string(),
        handle: z.string().nullable(),
        proof: z.string(),
      }),
      errors: ['not_found', 'already_connected', 'provider_unauthorized', 'provider_unavailable'],
      async run({ scope, body, keyed }) {
        const { platform, accessToken, refreshToken, expiresAt, scopes } = body
        const grant = {
          ...{ accessToken, refreshToken, scopes },
          expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
        }
        const { user, account } = await logins.add(scope, body, platform, grant, keyed)
        const { id: accountId, handle = null, proof } = account
        return { userId: user._id, platform, accountId, handle, proof }
      },
    }),
  ]
}

/** A proof that cannot be checked here must not pass for the caller's word in silence. */
function signedIn(given: z.output<typeof verification>): SignedMessage | undefined {
  const { message, signature, verifiedLocally, ...others } = given ?? {}
  if (message !== undefined && signature !== undefined) return { message, signature }
  if (message !== undefined || signature !== undefined) {
    const missing = message === undefined ? 'message' : 'signature'
    const pointer = `/verificationData/${missing}`
    throw refuseFields(fieldError(pointer, 'required', 'is needed: the two belong together'))
  }
  const [unsupported] = Object.keys(others)
  if (unsupported !== undefined && verifiedLocally !== true) {
    const pointer = `/verificationData/${unsupported}`
    throw refuseFields(fieldError(pointer, 'unsupported', 'cannot be checked here'))
  }
  return undefined
}

function walletIn(wallets: readonly { address: string; proof: string }[], wanted: string) {
  const found = wallets.find(({ address }) => address.toLowerCase() === wanted.trim().toLowerCase())
  if (!found) throw new Error('a wallet was connected and is not there')
  return found
}
