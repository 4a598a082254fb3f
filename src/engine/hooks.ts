import { webhookScopes } from '../domain/webhook.ts'
import type { WebhookScope, WebhookTarget } from '../domain/webhook.ts'
import { derivedId } from '../store/id.ts'
import type { Store } from '../store/index.ts'
import type { WebhookEndpoint } from '../store/webhook-endpoints.ts'
import { hookUrlOf } from './hook-url.ts'
import { changeOnce } from './keyed.ts'
import type { Keyed } from './keyed.ts'
import type { Caller } from './keys.ts'
import { invalid, notFound } from './scope.ts'
import type { Scope } from './scope.ts'
import type { Sealer } from './sealer.ts'
import type { WebhookBell } from './webhook-bell.ts'
import type { Websites } from './websites.ts'
import { signingKeyOf } from './webhook-signature.ts'

/** A hook as claimr's clients register it. */
export interface HookWanted {
  scope: string
  hookId: string
  url: string
  secret: string
  /** Campaigns by their ids or names; all if there are none. */
  pids: readonly string[]
}

export interface HooksOptions {
  store: Pick<Store, 'webhookEndpoints' | 'deliveries'>
  websites: Websites
  sealer: Sealer
  webhookBell: Pick<WebhookBell, 'ring'>
  /** Whether hooks may be on this machine, which only tests and the sandbox want. */
  allowLoopback: boolean
  now: () => Date
}

const mostOfOrg = 50

/** Where organizations want to be told of what happens. */
export function createHooks(options: HooksOptions) {
  const { store, websites, sealer, webhookBell, allowLoopback, now } = options
  const { webhookEndpoints, deliveries } = store

  /**
   * Makes a hook, or replaces the one of that scope and name. Throws `invalid_request`, and `not_found` for a campaign that
   * the key does not open.
   */
  async function register(
    caller: Caller,
    wanted: HookWanted,
    keyed?: Keyed,
  ): Promise<WebhookEndpoint> {
    const endpoint = await endpointOf(caller, wanted)
    const { org, _id } = endpoint
    await refuseTooMany(org, _id)
    const put = (session?: Parameters<typeof webhookEndpoints.put>[1]) =>
      webhookEndpoints.put(endpoint, session)
    const stored = await changeOnce(
      keyed,
      async (session) => put(session),
      () => webhookEndpoints.find(org, _id),
    )
    if (!stored) throw notFound('hook')
    await deliverWaiting(stored)
    return stored
  }

  /** Throws `not_found` for a hook that is not there, or is another key's. */
  async function remove(
    caller: Caller,
    named: Pick<HookWanted, 'scope' | 'hookId'>,
    keyed?: Keyed,
  ): Promise<string> {
    const id = idOf(caller, { hookId: named.hookId, scope: scopeOf(named.scope) })
    const removed = await changeOnce(
      keyed,
      async (session) => webhookEndpoints.remove(caller.org, id, session),
      async (id) => ({ _id: id }),
    )
    if (!removed) throw notFound('hook')
    await deliveries.drop({ org: caller.org, endpoint: id })
    return id
  }

  /** What waited for an earlier registration need not wait for what went wrong with that one. */
  async function deliverWaiting({ org, _id, revision }: WebhookEndpoint): Promise<void> {
    const target: WebhookTarget = { org, endpoint: _id }
    // One that was removed before it was made anew owes nothing to what it was.
    if (revision === 1) await deliveries.drop(target)
    if ((await deliveries.nextDue(target)) === undefined) return
    await deliveries.hurry(target, now())
    await webhookBell.ring([target])
  }

  /** Those of the organization; to a key that is narrowed to a website, its own. */
  function list(
    { org, website }: Scope,
    { after, limit }: { after?: string | undefined; limit: number },
  ): Promise<WebhookEndpoint[]> {
    return webhookEndpoints.list(org, holderFilter(website), after, limit)
  }

  async function endpointOf(caller: Caller, { hookId, secret, ...wanted }: HookWanted) {
    const { org, website } = caller
    const scope = scopeOf(wanted.scope)
    const _id = idOf(caller, { hookId, scope })
    const url = hookUrlOf(wanted.url, '/uri', allowLoopback)
    const sealed = sealer.seal(signingKeyOf(secret).toString('base64'), secretOwnerOf({ org, _id }))
    const meant = await websitesOf(caller, wanted.pids)
    return {
      ...{ _id, org, holder: website ?? null, scope, hookId, url, sealed },
      ...{ websites: meant, updatedAt: now() },
    }
  }

  /** A key that is narrowed to a website is told of no other. */
  async function websitesOf(caller: Caller, pids: readonly string[]): Promise<string[]> {
    if (pids.length === 0) return caller.website === undefined ? [] : [caller.website]
    const found = await Promise.all(
      pids.map((pid) => websites.findByAnyId(caller, pid, caller.mode)),
    )
    return [...new Set(found.map(({ _id }) => _id))]
  }

  /** Everything that happens is written down once for each hook that wants it. */
  async function refuseTooMany(org: string, id: string): Promise<void> {
    if ((await webhookEndpoints.count(org)) < mostOfOrg) return
    if (await webhookEndpoints.find(org, id)) return
    const message = `the organization has ${mostOfOrg} hooks already`
    throw invalid({ pointer: '/hook_id', code: 'too_many', message })
  }

  return { register, remove, list }
}

export type Hooks = ReturnType<typeof createHooks>

/** What a hook's secret is sealed for. */
export function secretOwnerOf({ org, _id }: Pick<WebhookEndpoint, 'org' | '_id'>): string {
  return `webhook/${org}/${_id}`
}

export function holderFilter(website: string | undefined): object {
  return website === undefined ? {} : { holder: website }
}

/** The same hook is the same endpoint, however often it is registered. */
function idOf(
  { org, website }: Caller,
  { scope, hookId }: { scope: WebhookScope; hookId: string },
): string {
  const name = JSON.stringify([org, website ?? null, scope, hookId])
  return derivedId('whk', name, new Date(0))
}

/** A scope that claimr has and nothing here ever happens in would be a hook that is never called. */
function scopeOf(scope: string): WebhookScope {
  // One of claimr's help pages writes it so.
  const meant = scope === 'user_logi' ? 'user_login' : scope
  const known = webhookScopes.find((each) => each === meant)
  if (known) return known
  const message =
    scope === 'referral'
      ? 'nobody refers anybody here yet: a hook of this scope would never be called'
      : `must be one of ${webhookScopes.join(', ')}`
  throw invalid({ pointer: '/scope', code: 'unknown_scope', message })
}
