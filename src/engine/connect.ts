import type { Wallet } from '../domain/user.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { Website } from '../store/websites.ts'
import type { Challenges, Proved, SignedMessage } from './challenges.ts'
import type { Keyed } from './keyed.ts'
import type { Scope } from './scope.ts'
import { alreadyConnected } from './users.ts'
import type { Users } from './users.ts'
import { addressOf, normalized } from './wallets.ts'
import type { WalletType } from './wallets.ts'

export interface ConnectRequest {
  walletAddress: string
  walletType: WalletType
  userId?: string | undefined
  confirmDisconnect?: boolean | undefined
  /** Without it, the caller's word is all there is. */
  signed?: SignedMessage | undefined
}

export interface ConnectOptions {
  store: Store
  users: Users
  challenges: Challenges
  now: () => Date
}

/** Links wallets to users, and takes links away. */
export function createConnect({ store, users, challenges, now }: ConnectOptions) {
  /**
   * Throws `already_connected` for a wallet of another user, which only a signature together with `confirmDisconnect`
   * moves; `signature_refused`; `not_found` for an unknown user. Then nothing was changed.
   */
  async function connectWallet(
    website: Website,
    request: ConnectRequest,
    keyed?: Keyed,
  ): Promise<UserRecord> {
    const { walletAddress, walletType, userId, signed } = request
    const { org, _id } = website
    const scope = { org, website: _id }
    const address = addressOf(walletAddress, walletType)
    const proved = signed && (spentBy(keyed) ?? (await challenges.prove(website, request, signed)))
    const wallet: Wallet = {
      address,
      type: walletType,
      proof: proved?.proof ?? 'attested',
      connectedAt: now(),
    }
    const wanted = userId === undefined ? undefined : await users.find(scope, { userId })
    const owner = await store.users.findByWallet(org, _id, address)
    const mayMove = request.confirmDisconnect === true && proved !== undefined
    if (owner && wanted && owner._id !== wanted._id && !mayMove) {
      throw alreadyConnected('/walletAddress', 'this wallet')
    }
    if (proved) await spend(proved, keyed)
    return link(scope, wallet, owner, wanted, keyed)
  }

  async function link(
    scope: Required<Scope>,
    wallet: Wallet,
    owner: UserRecord | null,
    wanted: UserRecord | undefined,
    keyed: Keyed | undefined,
  ): Promise<UserRecord> {
    if (owner && wanted && owner._id !== wanted._id) {
      await store.users.moveWallet(scope.org, owner._id, wanted._id, wallet, now())
      return users.find(scope, { userId: wanted._id })
    }
    const { org, website } = scope
    const user =
      wanted ??
      owner ??
      (await users.ensure(
        scope,
        () => store.users.findByWallet(org, website, wallet.address),
        () => ({ wallets: [wallet] }),
        keyed,
      ))
    const linked = ({ wallets }: UserRecord) => ({ wallets: withWallet(wallets, wallet) })
    // Where a proof was spent, that is what was noted; linking what is linked changes nothing.
    return users.change(scope, user._id, linked, wallet.proof === 'attested' ? keyed : undefined)
  }

  /** Takes one account or wallet from a user, or all of them where none is named, and forgets what opened them. */
  async function disconnect(
    scope: Scope,
    userId: string,
    { walletAddress, platform }: { walletAddress?: string; platform?: string },
    keyed?: Keyed,
  ): Promise<void> {
    const isAll = walletAddress === undefined && platform === undefined
    const remaining = ({ wallets, accounts }: UserRecord) => ({
      wallets: wallets.filter(
        ({ address }) => !isAll && address !== normalized(walletAddress ?? ''),
      ),
      accounts: accounts.filter((account) => !isAll && account.platform !== platform),
    })
    const user = await users.change(scope, userId, remaining, keyed)
    if (isAll) await store.credentials.remove(user.org, user._id)
    else if (platform !== undefined) {
      await store.credentials.remove(user.org, user._id, platform)
    }
  }

  return { connectWallet, disconnect }
}

export type Connect = ReturnType<typeof createConnect>

/** The proof that an earlier run of the request used up. */
function spentBy(keyed: Keyed | undefined): Proved | undefined {
  if (keyed?.applied === undefined) return undefined
  return { proof: keyed.applied as Proved['proof'], spend: async () => {} }
}

async function spend(proved: Proved, keyed: Keyed | undefined): Promise<void> {
  if (!keyed) return proved.spend()
  await keyed.apply(async (session) => {
    await proved.spend(session)
    return proved.proof
  })
}

/** A proof replaces a word, never the other way round. */
function withWallet(wallets: readonly Wallet[], wallet: Wallet): Wallet[] {
  const known = wallets.find(({ address }) => address === wallet.address)
  if (!known) return [...wallets, wallet]
  if (wallet.proof === 'attested' || known.proof !== 'attested') return [...wallets]
  return wallets.map((each) =>
    each === known ? { ...wallet, connectedAt: known.connectedAt } : each,
  )
}
