import type { Failure } from '../domain/failure.ts'
import type { Pin } from '../domain/pin.ts'
import type { Address, ConnectedAccount } from '../domain/user.ts'

/**
 * Everything a rule type may ask of the outside world and of our own records. A provider's methods are the
 * questions Vouchsafe asks, never endpoints. Each throws a `Failure` when it could not find out.
 */
export interface Providers {
  chain: Chain
  x: X
  discord: Discord
  github: Github
  records: Records
}

export interface BalanceAsk {
  network: string
  /** What is counted: NFTs of a contract (whichever standard it speaks), a fungible token, the native coin. */
  kind: 'nft' | 'erc20' | 'native'
  /** Absent for the native coin. */
  token?: Address | undefined
  /** Needed for ERC-1155, whose balances are per token id. */
  tokenIds?: readonly string[] | undefined
  holder: Address
}

export interface Chain {
  /** The newest block of each network at its confirmation depth. */
  confirmed(networks: readonly string[]): Promise<Pin>
  /** The last confirmed block of each network that is not later than `time`. */
  asOf(networks: readonly string[], time: Date): Promise<Pin>
  /**
   * Balances in the smallest unit, in the order asked, all of a network read at its pinned block and in as few
   * calls as the node allows. A contract that reverts or answers nonsense is the failure of its own asks.
   * Throws `reading_gone` if a pinned block is no longer canonical.
   */
  balances(asks: readonly BalanceAsk[], pin: Pin): Promise<readonly (bigint | Failure)[]>
  /** The same at the newest block. */
  latestBalances(asks: readonly BalanceAsk[]): Promise<readonly (bigint | Failure)[]>
  decimals(network: string, token: Address): Promise<number>
  /** Whether a contract wallet accepts the signature of a message (EIP-1271, EIP-191 hash). */
  acceptsSignature(
    network: string,
    wallet: Address,
    message: string,
    signature: string,
  ): Promise<boolean>
}

export interface Post {
  id: string
  authorId: string
  createdAt: string
  /** The post this one replies to. */
  parentId?: string | undefined
  /** The post this one reposts. */
  repostOf?: string | undefined
  /** All ids of an edited post, oldest first; just the id of one that was not edited. */
  editIds: readonly string[]
  replies: number
  reposts: number
}

export interface XProfile {
  id: string
  handle: string
  isVerified: boolean
}

export interface X {
  /** Whose handle this is now; undefined if nobody's. */
  findByHandle(handle: string): Promise<{ id: string; handle: string } | undefined>
  /** The owner of a user token. */
  owner(token: string): Promise<XProfile>
  profile(account: ConnectedAccount): Promise<XProfile>
  /** Asked with the follower's own token: one call, where ours would page through every follower. */
  follows(account: ConnectedAccount, targetId: string): Promise<boolean>
  hasLiked(account: ConnectedAccount, postId: string): Promise<boolean>
  hasReposted(account: ConnectedAccount, postId: string, since: Date): Promise<boolean>
  /** A reply to that very post, not one anywhere in its thread; the id of the first one found. */
  findReply(account: ConnectedAccount, postId: string): Promise<string | undefined>
  /** Undefined if it does not exist, or not any more. */
  findPost(postId: string): Promise<Post | undefined>
  refresh(refreshToken: string): Promise<Grant>
}

/** A user token as a platform grants it. */
export interface Grant {
  accessToken: string
  refreshToken?: string | undefined
  expiresAt?: Date | undefined
  scopes: readonly string[]
}

export interface Discord {
  owner(token: string): Promise<{ id: string; handle: string }>
  /** Undefined if the user is not a member of the guild. */
  findMember(
    guildId: string,
    userId: string,
  ): Promise<{ roles: readonly string[]; isPending: boolean } | undefined>
}

export interface Pull {
  number: number
  mergedAt: string
  url: string
}

export interface Github {
  owner(token: string): Promise<{ id: string; handle: string }>
  /** Follows renames. Undefined if there is none that we may see. `repo` is `owner/name`. */
  findRepo(
    repo: string,
  ): Promise<{ id: number; fullName: string; defaultBranch: string } | undefined>
  /** Merged into `branch` by that user (by id, not by name) in [since, until), newest first. */
  mergedPulls(
    userId: string,
    ask: { repo: string; branch: string; since: Date; until?: Date | undefined },
  ): Promise<readonly Pull[]>
}

/** Our own records, asked like any other source. */
export interface Records {
  /** The measured amount of this user's rewarded claim in that window of the rule; undefined if there is none. */
  amountInWindow(ruleId: string, userId: string, windowKey: string): Promise<string | undefined>
  /** When the user first followed the signed link of this rule. */
  clickedAt(ruleId: string, userId: string): Promise<Date | undefined>
  /** What the customer's own service reported; undefined if nothing yet. */
  progress(ruleId: string, userId: string): Promise<number | undefined>
}
