import { createHash, randomBytes } from 'node:crypto'

export interface App {
  clientId: string
  clientSecret: string
  redirectUris: readonly string[]
}

export interface Consent {
  clientId: string
  accountId: string
  scopes: readonly string[]
  redirectUri?: string
  /** PKCE: the S256 challenge of the authorize call, if it sent one. */
  challenge?: string
}

const CODE_LIVES_MS = 10 * 60_000

/** Registered apps, and the codes of consents that are not yet exchanged for a token. */
export function createOauth(issueClientId = () => `Iv1.${randomBytes(8).toString('hex')}`) {
  const apps = new Map<string, App>()
  const codes = new Map<string, Consent & { until: number }>()

  return {
    /** The account that is logged in to the one browser there is. */
    signedIn: undefined as string | undefined,

    register(redirectUris: readonly string[]): App {
      const clientId = issueClientId()
      const app = { clientId, clientSecret: randomBytes(20).toString('hex'), redirectUris }
      apps.set(clientId, app)
      return app
    },
    app: (clientId: string): App | undefined => apps.get(clientId),

    issueCode(consent: Consent, now: number): string {
      const code = randomBytes(10).toString('hex')
      codes.set(code, { ...consent, until: now + CODE_LIVES_MS })
      return code
    },
    /** A code is good once, for ten minutes, and with the verifier of its challenge if it has one. */
    takeCode(code: string, now: number, verifier?: string): Consent | undefined {
      const consent = codes.get(code)
      codes.delete(code)
      if (!consent || now >= consent.until) return undefined
      return isProven(consent, verifier) ? consent : undefined
    },
  }
}

export type OauthState = ReturnType<typeof createOauth>

function isProven({ challenge }: Consent, verifier = ''): boolean {
  return (
    challenge === undefined ||
    challenge === createHash('sha256').update(verifier).digest('base64url')
  )
}
