import { Failure } from '../domain/failure.ts'
import type { Grant, Providers } from '../providers/index.ts'
import type { Requirement } from '../rules/define.ts'
import { credentialIdOf } from '../store/credentials.ts'
import type { Credential } from '../store/credentials.ts'
import type { Store } from '../store/index.ts'
import type { Sealer } from './sealer.ts'

/** What is sealed in a credential. */
interface Secret {
  accessToken: string
  refreshToken?: string | undefined
}

export interface CredentialsOptions {
  store: Store
  sealer: Sealer
  providers: Pick<Providers, 'x'>
  now: () => Date
}

/** A token is refreshed when it would not outlive a verification. */
const marginMs = 60_000

/** The users' own tokens: sealed at rest, refreshed in time, never told to anybody but a provider. */
export function createCredentials({ store, sealer, providers, now }: CredentialsOptions) {
  async function put(org: string, user: string, platform: string, grant: Grant): Promise<void> {
    const earlier = await store.credentials.find(org, user, platform)
    await store.credentials.put(sealed(org, user, platform, grant, (earlier?.revision ?? 0) + 1))
  }

  /** The tokens of these users for the platform a rule requires, by user; a failure where one cannot be had. */
  async function tokensOf(
    org: string,
    users: readonly string[],
    platform: Requirement | undefined,
  ): Promise<Map<string, string | Failure>> {
    if (!platform || platform === 'wallet') return new Map()
    const found = await store.credentials.findMany(org, users, platform)
    const tokens = await Promise.all(
      found.map(async (each) => [each.user, await tokenOf(each)] as const),
    )
    return new Map(tokens)
  }

  async function tokenOf(credential: Credential): Promise<string | Failure> {
    const { accessToken, refreshToken } = secretOf(credential)
    const isFresh =
      !credential.expiresAt || credential.expiresAt.getTime() > now().getTime() + marginMs
    if (isFresh || !refreshToken) return accessToken
    try {
      return await refresh(credential, refreshToken)
    } catch (error) {
      if (error instanceof Failure) return error
      throw error
    }
  }

  /** A refresh token rotates: of two that use the same one, the loser reads what the winner stored. */
  async function refresh(credential: Credential, refreshToken: string): Promise<string> {
    const { org, user, platform, revision } = credential
    try {
      const grant = await providers.x.refresh(refreshToken)
      const next = sealed(org, user, platform, { refreshToken, ...grant }, revision + 1)
      if (await store.credentials.replace(next, revision)) return grant.accessToken
    } catch (error) {
      const later = await store.credentials.find(org, user, platform)
      if (!later || later.revision === revision) throw error
    }
    const stored = await store.credentials.find(org, user, platform)
    if (!stored)
      throw new Failure('provider_unauthorized', `${platform} was disconnected meanwhile`)
    return secretOf(stored).accessToken
  }

  function sealed(
    org: string,
    user: string,
    platform: string,
    grant: Grant,
    revision: number,
  ): Credential {
    const { accessToken, refreshToken, expiresAt, scopes } = grant
    const _id = credentialIdOf(user, platform)
    return {
      _id,
      org,
      user,
      platform,
      sealed: sealer.seal(
        JSON.stringify({ accessToken, refreshToken } satisfies Secret),
        `${org}/${_id}`,
      ),
      ...(expiresAt ? { expiresAt } : {}),
      scopes: [...scopes],
      revision,
      updatedAt: now(),
    }
  }

  function secretOf({ org, _id, sealed: box }: Credential): Secret {
    return JSON.parse(sealer.open(box, `${org}/${_id}`)) as Secret
  }

  return { put, tokensOf }
}

export type Credentials = ReturnType<typeof createCredentials>
