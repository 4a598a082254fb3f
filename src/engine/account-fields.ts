import type { Account } from '../domain/user.ts'

/** By which names the Snag API speaks of the accounts that a user has elsewhere. */
export const accountFields = [
  { platform: 'x', id: 'twitterUserId', handle: 'twitterUser' },
  { platform: 'discord', id: 'discordUserId', handle: 'discordUser' },
  { platform: 'github', id: 'githubUserId', handle: 'githubUser' },
  { platform: 'google', id: 'googleUserId', handle: 'googleUser' },
  { platform: 'steam', id: 'steamUserId', handle: 'steamUsername' },
  { platform: 'telegram', id: 'telegramUserId', handle: 'telegramUsername' },
  { platform: 'tiktok', id: 'tiktokUserId', handle: 'tiktokUser' },
  { platform: 'reddit', id: 'redditUserId', handle: 'redditUser' },
  { platform: 'epic', id: 'epicAccountIdentifier' },
  { platform: 'youtube', id: 'YTChannelId' },
] as const satisfies readonly { platform: string; id: string; handle?: string }[]

type Fields = Readonly<Record<string, unknown>>

/** Where a user's accounts go by these fields: an id connects, null disconnects, a handle alone names an account that is there. */
export function accountsAfter(before: readonly Account[], fields: Fields, at: Date): Account[] {
  return accountFields.reduce<Account[]>((accounts, names) => {
    const { platform, id, handle } = { handle: undefined, ...names }
    const earlier = accounts.find((account) => account.platform === platform)
    const others = accounts.filter((account) => account !== earlier)
    const givenHandle = handle === undefined ? undefined : fields[handle]
    if (fields[id] === null) return others
    const wanted = typeof fields[id] === 'string' ? fields[id] : earlier?.id
    if (wanted === undefined || (fields[id] === undefined && givenHandle === undefined)) {
      return accounts
    }
    return [...others, accountOf(platform, wanted, givenHandle, earlier, at)]
  }, before.map(copy))
}

/** The accounts as fields, for replies. */
export function fieldsOf(accounts: readonly Account[]): Record<string, string | null> {
  return Object.fromEntries(
    accountFields.flatMap((names): [string, string | null][] => {
      const account = accounts.find(({ platform }) => platform === names.platform)
      const id: [string, string | null] = [names.id, account?.id ?? null]
      return 'handle' in names ? [id, [names.handle, account?.handle ?? null]] : [id]
    }),
  )
}

/** What was proved by a login stays proved, as long as it is the same account. */
function accountOf(
  platform: string,
  id: string,
  handle: unknown,
  earlier: Account | undefined,
  at: Date,
): Account {
  const same = earlier?.id === id ? earlier : undefined
  const name = typeof handle === 'string' ? handle : handle === null ? undefined : same?.handle
  return {
    platform,
    id,
    ...(name === undefined ? {} : { handle: name }),
    proof: same?.proof ?? 'attested',
    connectedAt: same?.connectedAt ?? at,
  }
}

function copy(account: Account): Account {
  return { ...account }
}
