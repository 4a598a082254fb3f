import { randomBytes } from 'node:crypto'

export interface Token {
  access: string
  /** Absent where the grant does not include one. */
  refresh?: string | undefined
  accountId: string
  clientId?: string | undefined
  scopes: readonly string[]
  /** Epoch milliseconds; Infinity for a token that does not expire. */
  expiresAt: number
}

export interface Grant {
  accountId: string
  clientId?: string | undefined
  scopes: readonly string[]
  now: number
  /** Infinity, the default, for tokens that live until they are revoked. */
  lifetimeSeconds?: number
  withRefresh?: boolean
}

/** The tokens a vendor has issued; they die by its clock, by revocation, and by the use of their refresh token. */
export function createTokens(prefix: string) {
  const tokens = new Map<string, Token>()
  const secret = () => `${prefix}${randomBytes(24).toString('base64url')}`
  const byRefresh = (refresh: string) => [...tokens.values()].find((one) => one.refresh === refresh)

  function issue(grant: Grant): Token {
    const { accountId, clientId, scopes, now, lifetimeSeconds = Infinity } = grant
    const refresh = grant.withRefresh ? secret() : undefined
    const expiresAt = now + lifetimeSeconds * 1000
    const token = { access: secret(), refresh, accountId, clientId, scopes, expiresAt }
    tokens.set(token.access, token)
    return token
  }

  return {
    issue,
    /** The token, if it is alive at `now`. */
    find(access: string, now: number): Token | undefined {
      const token = tokens.get(access)
      return token && token.expiresAt > now ? token : undefined
    },
    /** Whoever a token was issued to, dead or alive: for the call log. */
    ownerOf: (access: string): string | undefined => tokens.get(access)?.accountId,
    byRefresh,
    /** A refresh token by its first use buys a new pair and dies, and so does its access token. */
    rotate(refresh: string, now: number, lifetimeSeconds: number): Token | undefined {
      const old = byRefresh(refresh)
      if (!old) return undefined
      tokens.delete(old.access)
      return issue({ ...old, now, lifetimeSeconds, withRefresh: true })
    },
    /** Kills the grant an access or refresh token belongs to; false if there is none. */
    revoke(secretOfEither: string): boolean {
      const token = tokens.get(secretOfEither) ?? byRefresh(secretOfEither)
      return token !== undefined && tokens.delete(token.access)
    },
    ofAccount: (accountId: string): Token[] =>
      [...tokens.values()].filter((token) => token.accountId === accountId),
    narrow(accountId: string, scopes: readonly string[]): void {
      for (const token of tokens.values()) if (token.accountId === accountId) token.scopes = scopes
    },
    revokeAll(accountId: string): void {
      for (const token of tokens.values()) {
        if (token.accountId === accountId) tokens.delete(token.access)
      }
    },
    /** What a state may show: everything but the secrets. */
    list: () =>
      [...tokens.values()].map(({ accountId, scopes, expiresAt }) => ({
        accountId,
        scopes,
        expiresAt,
      })),
    clear: () => tokens.clear(),
  }
}

export type Tokens = ReturnType<typeof createTokens>
