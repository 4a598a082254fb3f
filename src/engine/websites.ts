import { Failure } from '../domain/failure.ts'
import { orgIn, websiteIn } from '../store/organizations.ts'
import type { Store } from '../store/index.ts'
import type { Website } from '../store/websites.ts'
import type { Caller } from './keys.ts'
import { believed } from './believed.ts'
import { invalid, notFound } from './scope.ts'
import type { Scope } from './scope.ts'

const believedMs = 5_000
const mostListed = 200

/** What a request names beside its key. */
export interface Named {
  organizationId?: string | undefined
  websiteId?: string | undefined
}

/** Finds out which programme of the caller's organization a request is about. */
export function createWebsites(store: Pick<Store, 'websites'>, now: () => Date = () => new Date()) {
  /**
   * All that the request may touch. Throws `forbidden` for another organization and for another website than the
   * key's, `not_found` for a website the organization does not have.
   */
  async function scopeOf(caller: Caller, named: Named): Promise<Scope> {
    checkOrganization(caller, named.organizationId)
    if (named.websiteId === undefined) return { org: caller.org, website: caller.website }
    return { org: caller.org, website: (await find(caller, named.websiteId))._id }
  }

  async function find(caller: Caller, id: string): Promise<Website> {
    const website = await store.websites.find(
      caller.org,
      caller.mode === 'test' ? websiteIn('test', id) : id,
    )
    if (!website) throw notFound('website', '/websiteId')
    if (caller.website !== undefined && caller.website !== website._id) {
      throw forbidden('/websiteId', 'the key is for another website')
    }
    return website
  }

  /** The one website of a scope. An organization that has only one need not name it. */
  async function only({ org, website }: Scope, pointer = '/websiteId'): Promise<Website> {
    if (website !== undefined) {
      const found = await store.websites.find(org, website)
      if (found) return found
      throw notFound('website', pointer)
    }
    const [first, second] = await store.websites.ofOrg(org, 2)
    if (first && !second) return first
    throw invalid({ pointer, code: 'required', message: 'is needed' })
  }

  /**
   * The website another system calls by this name, in the mode that was asked for. Throws `not_found`, also where the key is
   * narrowed to another website: claimr's methods know no other answer.
   */
  async function findByAnyId(
    caller: Pick<Caller, 'org' | 'mode' | 'website'>,
    id: string,
    mode: Caller['mode'],
  ): Promise<Website> {
    const website = await store.websites.findByAnyId(caller.org, id)
    if (!website || (caller.website ?? website._id) !== website._id) throw notFound('campaign')
    if (caller.mode === mode || caller.mode === 'test') return website
    const twin = await store.websites.find(orgIn(mode, caller.org), websiteIn(mode, website._id))
    if (!twin) throw notFound('campaign')
    return twin
  }

  const remembered = believed(believedMs, now, (key) => {
    const [caller, id, mode] = JSON.parse(key) as Parameters<typeof findByAnyId>
    return findByAnyId(caller, id, mode)
  })

  /** The same, and at most some seconds old. */
  const known = ({ org, mode, website }: Caller, id: string, wanted: Caller['mode']) =>
    remembered(JSON.stringify([{ org, mode, website }, id, wanted]))

  /** The same; without a name the only one there is, which is the key's own if it is narrowed. */
  async function findOrOnly(
    caller: Caller,
    id: string | undefined,
    mode: Caller['mode'],
  ): Promise<Website> {
    const { org, website } = caller
    return findByAnyId(caller, id ?? (await only({ org, website }, '/pid'))._id, mode)
  }

  /** All that a key is good for, the oldest first. */
  async function ofCaller({ org, website }: Caller): Promise<Website[]> {
    const found =
      website === undefined
        ? await store.websites.ofOrg(org, mostListed)
        : [await store.websites.find(org, website)]
    return found.filter((each) => each !== null)
  }

  return { ofCaller, scopeOf, only, findByAnyId, findOrOnly, known }
}

export type Websites = ReturnType<typeof createWebsites>

function checkOrganization({ org, mode }: Caller, named: string | undefined): void {
  if (named === undefined || named === org) return
  if (mode === 'test' && orgIn('test', named) === org) return
  throw forbidden('/organizationId', 'the key is for another organization')
}

function forbidden(pointer: string, message: string): Failure {
  return new Failure('forbidden', message, { errors: [{ pointer, code: 'forbidden', message }] })
}
