import { Failure } from '../domain/failure.ts'
import type { Multiplier } from '../store/multipliers.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import { changeOnce, idFor, makeOnce } from './keyed.ts'
import type { Keyed } from './keyed.ts'
import { isDuplicate, websiteFilter, within } from './scope.ts'
import type { Scope } from './scope.ts'
import type { Users, Who } from './users.ts'

export interface NewMultiplier extends Who {
  /** A decimal string, not negative. */
  factor: string
  title?: string | null | undefined
  description?: string | null | undefined
  externalIdentifier?: string | null | undefined
}

export type MultiplierChange = Partial<Pick<Multiplier, 'factor' | 'title' | 'description'>>

/** By which of its names a multiplier is addressed. */
export type MultiplierName = { id: string } | { externalIdentifier: string }

/** A multiplier with the user who has it. */
export interface ListedMultiplier {
  multiplier: Multiplier
  user: UserRecord | undefined
}

/** Factors on what users earn, given by hand. */
export function createMultipliers({
  store,
  users,
  now,
}: {
  store: Store
  users: Users
  now: () => Date
}) {
  /** Throws `not_found` for an unknown user, `key_conflict` for an identifier that a live one has. */
  async function create(
    scope: Scope,
    wanted: NewMultiplier,
    keyed?: Keyed,
  ): Promise<ListedMultiplier> {
    const user = await users.find(scope, wanted)
    const { factor, title = null, description = null, externalIdentifier } = wanted
    const at = now()
    const multiplier: Multiplier = {
      _id: idFor('mul', keyed),
      org: user.org,
      website: user.website,
      user: user._id,
      ...{ factor, title, description },
      ...(externalIdentifier == null ? {} : { externalIdentifier }),
      currencies: [],
      createdAt: at,
      updatedAt: at,
      deletedAt: null,
    }
    return { multiplier: await insert(multiplier, keyed), user }
  }

  async function insert(multiplier: Multiplier, keyed?: Keyed): Promise<Multiplier> {
    const make = async () => {
      await store.multipliers.create(multiplier)
      return multiplier
    }
    const find = () => store.multipliers.find(multiplier.org, multiplier._id)
    try {
      return await makeOnce(keyed, make, find)
    } catch (error) {
      if (!isDuplicate(error)) throw error
      const message = 'another multiplier of this website has this identifier'
      throw new Failure('key_conflict', message, {
        errors: [{ pointer: '/externalIdentifier', code: 'taken', message }],
      })
    }
  }

  /** Throws `not_found`, also for one that was deleted. */
  async function change(
    scope: Scope,
    name: MultiplierName,
    change: MultiplierChange,
    keyed?: Keyed,
  ): Promise<ListedMultiplier> {
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    )
    return put(scope, name, { ...given, updatedAt: now() }, keyed)
  }

  /** Kept, and no longer live. */
  async function remove(
    scope: Scope,
    name: MultiplierName,
    keyed?: Keyed,
  ): Promise<ListedMultiplier> {
    const at = now()
    return put(scope, name, { deletedAt: at, updatedAt: at }, keyed)
  }

  async function put(
    scope: Scope,
    name: MultiplierName,
    change: Partial<Multiplier>,
    keyed: Keyed | undefined,
  ): Promise<ListedMultiplier> {
    const named = 'id' in name ? { _id: name.id } : name
    const filter = { ...websiteFilter(scope), ...named }
    const found = await changeOnce(
      keyed,
      async (session) => store.multipliers.update(scope.org, filter, change, session),
      (id) => store.multipliers.find(scope.org, id),
    )
    const changed = within(scope, found, 'multiplier')
    const [listed] = await withUsers(scope.org, [changed])
    return listed ?? { multiplier: changed, user: undefined }
  }

  async function list(
    scope: Scope,
    filter: {
      users?: readonly string[] | undefined
      externalIdentifier?: string | undefined
      includeDeleted?: boolean | undefined
    },
    { after, limit }: { after?: string | undefined; limit: number },
  ): Promise<ListedMultiplier[]> {
    const { externalIdentifier, includeDeleted } = filter
    const conditions = {
      ...websiteFilter(scope),
      ...(filter.users ? { user: { $in: [...filter.users] } } : {}),
      ...(externalIdentifier === undefined ? {} : { externalIdentifier }),
      ...(includeDeleted ? {} : { deletedAt: null }),
    }
    return withUsers(scope.org, await store.multipliers.list(scope.org, conditions, after, limit))
  }

  async function withUsers(
    org: string,
    multipliers: readonly Multiplier[],
  ): Promise<ListedMultiplier[]> {
    const ids = [...new Set(multipliers.map(({ user }) => user))]
    const found = new Map((await store.users.findMany(org, ids)).map((user) => [user._id, user]))
    return multipliers.map((multiplier) => ({ multiplier, user: found.get(multiplier.user) }))
  }

  return { create, change, remove, list }
}

export type Multipliers = ReturnType<typeof createMultipliers>

/** Whether a multiplier counts for points of a currency. */
export function isFor({ currencies }: Pick<Multiplier, 'currencies'>, currency: string | null) {
  return currencies.length === 0 || (currency !== null && currencies.includes(currency))
}
