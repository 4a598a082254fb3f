import { Failure } from '../domain/failure.ts'
import type { Account, Wallet } from '../domain/user.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import { changeOnce, idFor } from './keyed.ts'
import type { Keyed } from './keyed.ts'
import { invalid, isDuplicate, websiteFilter, within } from './scope.ts'
import type { Scope } from './scope.ts'
import { normalized, typeOf } from './wallets.ts'

/** How a request names a user; the wallet is used only when the id is missing. */
export interface Who {
  userId?: string | undefined
  walletAddress?: string | undefined
}

/** The pair by which claimr names a user. */
export interface Identity {
  platform: string
  account: string
}

type Ground = Required<Scope>
type Known = Partial<Pick<UserRecord, 'wallets' | 'accounts' | 'externalIdentifier'>>

const attempts = 10
const mostNamed = 1000

/** The people of a website, found, made and changed. */
export function createUsers({ store, now }: { store: Store; now: () => Date }) {
  /** Throws `not_found` for a user nobody knows, `invalid_request` if none is named. */
  async function find(scope: Scope, who: Who): Promise<UserRecord> {
    if (who.userId !== undefined) {
      return within(scope, await store.users.find(scope.org, who.userId), 'user')
    }
    if (who.walletAddress === undefined) throw unnamed()
    const filter = { 'wallets.address': normalized(who.walletAddress) }
    const found = await store.users.list(
      scope.org,
      { ...websiteFilter(scope), ...filter },
      undefined,
      2,
    )
    if (found.length > 1) {
      const message = 'is needed: several websites know this wallet'
      throw invalid({ pointer: '/websiteId', code: 'required', message })
    }
    return within(scope, found[0], 'user')
  }

  /** The user behind a pair of platform and account. Any number of first calls at once make one user. */
  async function findOrCreate(
    ground: Ground,
    identity: Identity,
    keyed?: Keyed,
  ): Promise<UserRecord> {
    const wallet = walletIn(identity)
    const known = () =>
      wallet === undefined
        ? { accounts: [attestedAccount(identity, now())] }
        : { wallets: [attestedWallet(wallet, typeOf(wallet), now())] }
    return findOrMake(ground, () => findNamed(ground, identity), known, keyed)
  }

  /** The user behind such a pair; null if nobody was ever called so. */
  async function findNamed(
    { org, website }: Ground,
    identity: Identity,
  ): Promise<UserRecord | null> {
    const wallet = walletIn(identity)
    return wallet === undefined
      ? store.users.findByAccount(org, website, identity.platform, identity.account)
      : store.users.findByWallet(org, website, wallet)
  }

  /** The user that this request made before, else the one that is found, else a new one. */
  async function findOrMake(
    ground: Ground,
    search: () => PromiseLike<UserRecord | null>,
    known: () => Known,
    keyed: Keyed | undefined,
  ): Promise<UserRecord> {
    const made = keyed?.isRepeat ? await store.users.find(ground.org, idFor('usr', keyed)) : null
    return made ?? (await search()) ?? ensure(ground, search, known, keyed)
  }

  /** Makes a user with what they are known by, or finds the one somebody else made meanwhile. */
  async function ensure(
    ground: Ground,
    search: () => PromiseLike<UserRecord | null>,
    known: () => Known,
    keyed?: Keyed,
  ): Promise<UserRecord> {
    try {
      return await create(ground, known(), idFor('usr', keyed))
    } catch (error) {
      const found = isDuplicate(error) ? await search() : null
      if (found) return found
      throw error
    }
  }

  async function create({ org, website }: Ground, known: Known, _id: string): Promise<UserRecord> {
    const at = now()
    const user: UserRecord = {
      _id,
      org,
      website,
      wallets: [],
      accounts: [],
      profile: {},
      ...known,
      createdAt: at,
      updatedAt: at,
    }
    await store.users.create(user)
    return user
  }

  /**
   * Changes a user by what they are now, however many change them at once. Throws `already_connected` for a wallet,
   * an account or an identifier that is somebody else's.
   */
  async function change(
    scope: Scope,
    id: string,
    changeOf: (user: UserRecord) => Partial<UserRecord>,
    keyed?: Keyed,
  ): Promise<UserRecord> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const user = await find(scope, { userId: id })
      const wanted = { ...changeOf(user), updatedAt: laterThan(user.updatedAt, now()) }
      const changed = await changeOnce(
        keyed,
        async (session) => store.users.change(user, wanted, session),
        () => store.users.find(user.org, id),
      ).catch(refuseDuplicate)
      if (changed) return changed
    }
    throw new Failure('unavailable', 'this user is being changed by too many at once')
  }

  async function list(
    scope: Scope,
    filter: object,
    { after, limit }: { after?: string | undefined; limit: number },
  ): Promise<UserRecord[]> {
    return store.users.list(scope.org, { $and: [websiteFilter(scope), filter] }, after, limit)
  }

  /** The ids that a filter comes to, wallets included; undefined if it names nobody. */
  async function idsOf(
    scope: Scope,
    {
      ids,
      wallets,
    }: { ids?: readonly string[] | undefined; wallets?: readonly string[] | undefined },
  ): Promise<string[] | undefined> {
    if (!ids && !wallets) return undefined
    if (!wallets) return [...(ids ?? [])]
    const holders = await list(
      scope,
      { 'wallets.address': { $in: wallets.map(normalized) } },
      { limit: mostNamed },
    )
    return [...(ids ?? []), ...holders.map(({ _id }) => _id)]
  }

  return { find, findNamed, findOrCreate, findOrMake, ensure, change, list, idsOf }
}

export type Users = ReturnType<typeof createUsers>

export function attestedWallet(address: string, type: string, connectedAt: Date): Wallet {
  return { address, type, proof: 'attested', connectedAt }
}

/** An error with the pointer of what was said of somebody else. */
export function alreadyConnected(pointer: string, what: string): Failure {
  const message = `${what} is connected to another user`
  return new Failure('already_connected', message, {
    errors: [{ pointer, code: 'already_connected', message }],
  })
}

/** The address that a pair names, if its platform is that of wallets. */
function walletIn({ platform, account }: Identity): string | undefined {
  return platform === 'web3' ? normalized(account) : undefined
}

function attestedAccount({ platform, account }: Identity, connectedAt: Date): Account {
  return { platform, id: account, proof: 'attested', connectedAt }
}

/** Every change moves the time on, so that a change that was based on an older state is noticed. */
function laterThan(before: Date, at: Date): Date {
  return at > before ? at : new Date(before.getTime() + 1)
}

function refuseDuplicate(error: unknown): never {
  if (!isDuplicate(error)) throw error
  const { keyPattern = {} } = error as { keyPattern?: Record<string, unknown> }
  if ('wallets.address' in keyPattern) throw alreadyConnected('/walletAddress', 'this wallet')
  if ('externalIdentifier' in keyPattern) {
    throw alreadyConnected('/externalIdentifier', 'this identifier')
  }
  throw alreadyConnected('', 'this account')
}

function unnamed(): Failure {
  const message = 'name the user by userId or walletAddress'
  return invalid({ pointer: '/userId', code: 'required', message })
}
