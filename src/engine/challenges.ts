import { randomBytes } from 'node:crypto'
import { Failure } from '../domain/failure.ts'
import type { Wallet } from '../domain/user.ts'
import type { Providers } from '../providers/index.ts'
import type { Work } from '../store/answers.ts'
import type { Store } from '../store/index.ts'
import type { Website } from '../store/websites.ts'
import { invalid } from './scope.ts'
import { challengeMessage, nonceIn, proveWallet } from './wallet-proof.ts'
import { addressOf, isEvm } from './wallets.ts'
import type { WalletType } from './wallets.ts'

export interface ChallengesOptions {
  store: Store
  providers: Pick<Providers, 'chain'>
  publicUrl: string
  now: () => Date
}

export interface ChallengeRequest {
  walletAddress: string
  walletType: WalletType
  /** Whom the wallet shall belong to; the signature is then good for nobody else. */
  userId?: string | undefined
}

/** A message that was signed for a wallet, by whoever says it is theirs. */
export interface SignedMessage {
  message: string
  signature: string
}

/** A proof that may be used up once. */
export interface Proved {
  proof: Wallet['proof']
  /** Throws `signature_refused` if somebody used it up before. */
  spend: (session?: Parameters<Work>[0]) => Promise<void>
}

const minutes = 10

/** Sign-in messages with a number that is good for one signature. */
export function createChallenges({ store, providers, publicUrl, now }: ChallengesOptions) {
  /** Throws `invalid_request` for a wallet that cannot be proved. */
  async function challenge(
    website: Website,
    { walletAddress, walletType, userId }: ChallengeRequest,
  ): Promise<{ message: string; nonce: string; expiresAt: Date }> {
    if (!isEvm(walletType) && walletType !== 'solana') {
      const message = `a ${walletType} wallet cannot be proved by a signature here`
      throw invalid({ pointer: '/walletType', code: 'invalid_wallet', message })
    }
    const address = addressOf(walletAddress, walletType)
    const nonce = randomBytes(16).toString('hex')
    const issuedAt = now()
    const expiresAt = new Date(issuedAt.getTime() + minutes * 60_000)
    const message = challengeMessage({
      domain: domainsOf(website)[0] ?? '',
      uri: publicUrl,
      chainId: isEvm(walletType) ? 1 : 'mainnet',
      statement: `Connect this wallet to ${website.name.replace(/\s+/g, ' ')}.`,
      ...{ address, nonce, issuedAt, expiresAt },
    })
    const { org, _id } = website
    const named = userId === undefined ? {} : { user: userId }
    await store.nonces.issue({
      ...{ _id: nonce, org, website: _id, address, issuedAt, expiresAt },
      ...named,
    })
    return { message, nonce, expiresAt }
  }

  /** Throws `signature_refused`; nothing is used up until `spend`. */
  async function prove(
    website: Website,
    { walletAddress, walletType, userId }: ChallengeRequest,
    { message, signature }: SignedMessage,
  ): Promise<Proved> {
    const address = addressOf(walletAddress, walletType)
    const { org, _id } = website
    const live = await store.nonces.live(org, _id, address, now())
    const nonces = live.filter(({ user }) => user === undefined || user === userId)
    const nonce = nonceIn(
      message,
      nonces.map((each) => each._id),
    )
    if (nonce === undefined) throw refused()
    const { proof } = await proveWallet({
      ...{ walletType, address, message, signature, nonce },
      domain: domainsOf(website),
      now: now(),
      chain: providers.chain,
      network: networkOf(walletType),
    })
    return {
      proof,
      async spend(session) {
        if (!(await store.nonces.spend(org, nonce, session))) throw refused()
      },
    }
  }

  function domainsOf({ domains }: Website): readonly string[] {
    return domains.length > 0 ? domains : [new URL(publicUrl).host]
  }

  return { challenge, prove }
}

export type Challenges = ReturnType<typeof createChallenges>

/** Where a contract wallet is asked. The same address on another network may be somebody else's contract. */
function networkOf(type: WalletType): string {
  return type === 'agw' ? 'abstract' : 'mainnet'
}

function refused(): Failure {
  const message = 'the message carries no number that is open for this wallet and user'
  const pointer = '/verificationData/message'
  return new Failure('signature_refused', message, {
    errors: [{ pointer, code: 'signature_refused', message }],
  })
}
