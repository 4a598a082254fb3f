import { newId } from '../store/id.ts'
import { orgIn, websiteIn } from '../store/organizations.ts'
import type { Mode } from '../store/organizations.ts'
import type { Store } from '../store/index.ts'
import type { Keys } from './keys.ts'
import { notFound } from './scope.ts'

export interface NewTenant {
  name: string
  websiteName: string
  /** The website's name elsewhere: claimr's `pid`. */
  externalIdentifier?: string | undefined
  /** Hosts whose sign-in messages are accepted. */
  domains: readonly string[]
  currency?: { name: string; symbol: string; decimals: number } | undefined
}

/** One mode of a tenant, with a key for the whole organization in that mode. */
export interface TenantSide {
  org: string
  website: string
  currency: string
  key: string
}

export interface Tenant extends TenantSide {
  /** The same again for trying things out; nothing that happens there touches the live side. */
  test: TenantSide
}

export interface TenantsOptions {
  store: Store
  keys: Keys
  now: () => Date
}

const points = { name: 'Points', symbol: 'PTS', decimals: 0 }

export function createTenants({ store, keys, now }: TenantsOptions) {
  /** Makes an organization with its test twin; each has a website, a default currency and a key. */
  async function createTenant(wanted: NewTenant): Promise<Tenant> {
    const ids = { org: newId('org'), website: newId('web') }
    const live = await createSide('live', ids, wanted)
    const test = await createSide('test', ids, wanted)
    return { ...live, test }
  }

  async function createSide(
    mode: Mode,
    ids: { org: string; website: string },
    { name, websiteName, currency = points, ...wanted }: NewTenant,
  ): Promise<TenantSide> {
    const at = now()
    const [org, website, money] = [orgIn(mode, ids.org), websiteIn(mode, ids.website), newId('cur')]
    await store.organizations.create({ _id: org, name, mode, createdAt: at })
    await store.currencies.create({
      _id: money,
      org,
      website,
      ...currency,
      createdAt: at,
      updatedAt: at,
    })
    await store.websites.create({
      _id: website,
      org,
      name: websiteName,
      ...wanted,
      domains: [...wanted.domains],
      defaultCurrency: money,
      createdAt: at,
    })
    const { key } = await keys.issue({
      org: ids.org,
      mode,
      role: 'ORGANIZATION_API_KEY',
      name: `${mode} key`,
    })
    return { org, website, currency: money, key }
  }

  /** What people are told of an organization. Throws `not_found`. */
  async function find(org: string): Promise<{ id: string; name: string }> {
    const found = await store.organizations.find(org)
    if (!found) throw notFound('organization')
    return { id: found._id, name: found.name }
  }

  return { createTenant, find }
}

export type Tenants = ReturnType<typeof createTenants>
