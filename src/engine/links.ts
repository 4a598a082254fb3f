import { Failure } from '../domain/failure.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import { invalid } from './scope.ts'
import type { Sealer } from './sealer.ts'

export interface LinksOptions {
  store: Store
  sealer: Sealer
  publicUrl: string
  now: () => Date
}

/** What a link says: whose click on which rule it counts for, and until when. */
interface Ticket {
  org: string
  rule: string
  user: string
  /** Milliseconds. */
  until: number
}

const purpose = 'link'
const days = 30

/** Links that tell who followed them. They are sealed: nobody can make one, or read who it is for. */
export function createLinks({ store, sealer, publicUrl, now }: LinksOptions) {
  /** Throws `invalid_request` for a rule that leads nowhere. */
  function linkFor(record: RuleRecord, user: UserRecord): { url: string; expiresAt: Date } {
    if (targetOf(record) === undefined) {
      throw invalid({ pointer: '/id', code: 'no_link', message: 'the rule has no link' })
    }
    const expiresAt = new Date(now().getTime() + days * 86_400_000)
    const ticket: Ticket = {
      org: record.org,
      rule: record._id,
      user: user._id,
      until: expiresAt.getTime(),
    }
    const token = sealer.seal(JSON.stringify(ticket), purpose)
    return { url: new URL(`/l/${token}`, publicUrl).href, expiresAt }
  }

  /** Notes the first click, and says where the link leads: to what the rule says, whatever the link says. */
  async function follow(token: string): Promise<string> {
    const at = now()
    const { org, rule, user, until } = ticketIn(token)
    const record = until > at.getTime() ? await store.rules.find(org, rule) : null
    const target = record && !record.deletedAt ? targetOf(record) : undefined
    if (target === undefined) throw unknown()
    await store.clicks.record(org, rule, user, at)
    return target
  }

  function ticketIn(token: string): Ticket {
    try {
      return JSON.parse(sealer.open(token, purpose)) as Ticket
    } catch (cause) {
      throw unknown(cause)
    }
  }

  return { linkFor, follow }
}

export type Links = ReturnType<typeof createLinks>

/** The web address that a rule sends people to. */
function targetOf({ definition }: RuleRecord): string | undefined {
  const { link, cta } = definition.metadata as {
    link?: string | null
    cta?: { href?: string | null } | null
  }
  return link ?? cta?.href ?? undefined
}

function unknown(cause?: unknown): Failure {
  return new Failure('not_found', 'there is no such link, or it has expired', { cause })
}
