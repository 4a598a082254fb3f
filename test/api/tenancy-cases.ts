import { wallet } from './support.ts'

/** One thing of each kind, of one tenant. */
export type Ids = Record<
  | 'rule'
  | 'group'
  | 'user'
  | 'claim'
  | 'multiplier'
  | 'currency'
  | 'entry'
  | 'account'
  | 'website'
  | 'wallet'
  | 'transaction'
  | 'hold'
  | 'userGroup',
  string
>

/** Ids that nothing has. */
export const unknown: Ids = {
  ...{ rule: 'rul_x', group: 'grp_x', user: 'usr_x', claim: 'rul_x:usr_x:0', multiplier: 'mul_x' },
  ...{ transaction: 'pst_01ARZ3NDEKTSV4RRFFQ69G5FAV000', hold: 'hld_x' },
  userGroup: 'ugr_x',
  ...{ currency: 'cur_x', entry: 'x/0', account: 'x:x:x:x', website: 'web_x', wallet: wallet('e') },
}
type Case = [
  name: string,
  method: string,
  path: (ids: Ids) => string,
  body?: (ids: Ids, mine: Ids) => object,
]
const rules = '/api/loyalty/rules'
/** Every way to name a thing. `OWN` stands for a rule of one's own. */
export const cases: Case[] = [
  ['read a rule', 'GET', ({ rule }) => `${rules}/${rule}`],
  ['change a rule', 'POST', ({ rule }) => `${rules}/${rule}`, () => ({ name: 'mine' })],
  ['pause a rule', 'POST', ({ rule }) => `${rules}/${rule}/pause`, () => ({})],
  ['resume a rule', 'POST', ({ rule }) => `${rules}/${rule}/resume`, () => ({})],
  ['count why not paid', 'GET', ({ rule }) => `${rules}/${rule}/reasons`],
  ['list the edits of a rule', 'GET', ({ rule }) => `/api/loyalty/rule_edits?ruleId=${rule}`],
  [
    'restore an edit',
    'POST',
    ({ rule }) => `/api/loyalty/rule_edits/${rule}:1/restore`,
    () => ({}),
  ],
  ['delete a rule', 'DELETE', ({ rule }) => `${rules}/${rule}?debitLoyaltyPoints=true`],
  ['sweep a rule', 'POST', ({ rule }) => `${rules}/${rule}/sweep`, () => ({})],
  ['claim', 'POST', ({ rule }) => `${rules}/${rule}/complete`, (_, { user }) => ({ userId: user })],
  ['link', 'POST', ({ rule }) => `${rules}/${rule}/link`, (_, { user }) => ({ userId: user })],
  ['ask why not', 'GET', ({ rule, user }) => `${rules}/${rule}/why-not?userId=${user}`],
  ['ask how far', 'GET', ({ rule, user }) => `${rules}/${rule}/progress?userId=${user}`],
  ['sum up a user', 'GET', ({ user }) => `/api/users/${user}/summary`],
  ['ask why not of all rules', 'GET', ({ user }) => `/api/users/${user}/why-not`],
  [
    'sum up in a currency',
    'GET',
    ({ currency }) => `/api/users/OWN_USER/summary?loyaltyCurrencyId=${currency}`,
  ],
  ['read a rank', 'GET', ({ user }) => `/api/loyalty/accounts/${user}/rank`],
  [
    'read the rank of an account',
    'GET',
    ({ account }) => `/api/loyalty/accounts/${encodeURIComponent(account)}/rank`,
  ],
  [
    'rank in a currency',
    'GET',
    ({ currency }) => `/api/loyalty/leaderboard?loyaltyCurrencyId=${currency}`,
  ],
  [
    'page behind a rank',
    'GET',
    ({ account }) => `/api/loyalty/leaderboard?startingAfter=${encodeURIComponent(account)}`,
  ],
  ['look around a user', 'GET', ({ user }) => `/api/loyalty/leaderboard?userId=${user}`],
  ...(['statement', 'balance', 'forecast'] as const).flatMap((what): Case[] => [
    [`read a ${what}`, 'GET', ({ user }) => `/api/loyalty/accounts/${user}/${what}`],
    [
      `read the ${what} of an account`,
      'GET',
      ({ account }) => `/api/loyalty/accounts/${encodeURIComponent(account)}/${what}`,
    ],
    [
      `read a ${what} in a currency`,
      'GET',
      ({ currency }) => `/api/loyalty/accounts/OWN_USER/${what}?loyaltyCurrencyId=${currency}`,
    ],
  ]),
  [
    'close an account',
    'POST',
    ({ account }) => `/api/loyalty/accounts/${encodeURIComponent(account)}/close`,
    () => ({}),
  ],
  [
    'close an account of a user',
    'POST',
    ({ user }) => `/api/loyalty/accounts/${user}/close`,
    () => ({}),
  ],
  [
    'reverse a transaction',
    'POST',
    ({ transaction }) => `/api/loyalty/transactions/${transaction}/reverse`,
    () => ({}),
  ],
  [
    'reverse an entry',
    'POST',
    () => '/api/loyalty/transactions/OWN_TRANSACTION/reverse',
    ({ entry }) => ({ entryId: entry }),
  ],
  [
    'read an entry',
    'GET',
    ({ entry }) => `/api/loyalty/transaction_entries/${encodeURIComponent(entry)}`,
  ],
  [
    'undo an entry',
    'POST',
    ({ entry }) => `/api/loyalty/transaction_entries/${encodeURIComponent(entry)}/reverse`,
    () => ({}),
  ],
  [
    'foresee an entry undone',
    'POST',
    ({ entry }) => `/api/loyalty/transaction_entries/${encodeURIComponent(entry)}/reverse?dry=true`,
    () => ({}),
  ],
  [
    'hold points',
    'POST',
    () => '/api/loyalty/holds',
    ({ user }) => ({ userId: user, amount: 1, expiresAt: '2099-01-01T00:00:00Z' }),
  ],
  [
    'hold points in a currency',
    'POST',
    () => '/api/loyalty/holds',
    ({ currency }, { user }) => ({
      ...{ userId: user, amount: 1, expiresAt: '2099-01-01T00:00:00Z' },
      loyaltyCurrencyId: currency,
    }),
  ],
  ['look at a hold', 'GET', ({ hold }) => `/api/loyalty/holds/${hold}`],
  ['capture a hold', 'POST', ({ hold }) => `/api/loyalty/holds/${hold}/capture`, () => ({})],
  ['void a hold', 'POST', ({ hold }) => `/api/loyalty/holds/${hold}/void`, () => ({})],
  [
    'join a group of users',
    'POST',
    () => '/api/users/metadatas',
    (ids, { user }) => ({ userId: user, userGroupId: ids.userGroup }),
  ],
  ['read a receipt', 'GET', ({ claim }) => `/api/loyalty/receipts/${claim}`],
  [
    'change a group',
    'POST',
    ({ group }) => `/api/loyalty/rule_groups/${group}`,
    () => ({ name: 'x' }),
  ],
  ['delete a group', 'DELETE', ({ group }) => `/api/loyalty/rule_groups/${group}`],
  [
    'change a multiplier',
    'POST',
    ({ multiplier }) => `/api/loyalty/multipliers/${multiplier}`,
    () => ({ multiplier: 9 }),
  ],
  ['delete a multiplier', 'DELETE', ({ multiplier }) => `/api/loyalty/multipliers/${multiplier}`],
  [
    'give a multiplier',
    'POST',
    () => '/api/loyalty/multipliers',
    ({ user }) => ({ userId: user, multiplier: 2 }),
  ],
  [
    'give one to a wallet',
    'POST',
    () => '/api/loyalty/multipliers',
    (ids) => ({ walletAddress: ids.wallet, multiplier: 2 }),
  ],
  [
    'report progress on a rule',
    'POST',
    () => '/api/loyalty/rule_statuses',
    ({ rule }, { user }) => ({ loyaltyRuleId: rule, userId: user, progress: 1 }),
  ],
  [
    'report progress of a user',
    'POST',
    () => '/api/loyalty/rule_statuses',
    ({ user }, { rule }) => ({ loyaltyRuleId: rule, userId: user, progress: 1 }),
  ],
  ['claim for a user', 'POST', () => `${rules}/OWN/complete`, ({ user }) => ({ userId: user })],
  [
    'claim for a wallet',
    'POST',
    () => `${rules}/OWN/complete`,
    (ids) => ({ walletAddress: ids.wallet }),
  ],
  ['ask why not of a user', 'GET', ({ user }) => `${rules}/OWN/why-not?userId=${user}`],
  ['read the status of a user', 'GET', ({ user }) => `${rules}/status?userId=${user}`],
  [
    'book for a user',
    'POST',
    () => '/api/loyalty/transactions',
    ({ user }) => ({ description: 'd', entries: [{ userId: user, amount: 1 }] }),
  ],
  [
    'book in a currency',
    'POST',
    () => '/api/loyalty/transactions',
    ({ currency }, { user }) => ({
      description: 'd',
      loyaltyCurrencyId: currency,
      entries: [{ userId: user, amount: 1 }],
    }),
  ],
  [
    'prove an entry',
    'GET',
    ({ entry }) => `/api/loyalty/transaction_entries/${encodeURIComponent(entry)}/proof`,
  ],
  [
    'page behind an entry',
    'GET',
    ({ entry }) => `/api/loyalty/transaction_entries?startingAfter=${encodeURIComponent(entry)}`,
  ],
  [
    'page behind an account',
    'GET',
    ({ account }) => `/api/loyalty/accounts?startingAfter=${encodeURIComponent(account)}`,
  ],
  [
    'connect for a user',
    'POST',
    () => '/api/users/connect',
    ({ user }) => ({ userId: user, walletAddress: wallet('7'), walletType: 'evm' }),
  ],
  [
    'be challenged for a user',
    'POST',
    () => '/api/users/connect/challenge',
    ({ user }) => ({ userId: user, walletAddress: wallet('7'), walletType: 'evm' }),
  ],
  ['disconnect a user', 'POST', () => '/api/users/disconnect', ({ user }) => ({ userId: user })],
  [
    'tell of a user',
    'POST',
    () => '/api/users/metadatas',
    ({ user }) => ({ userId: user, bio: 'x' }),
  ],
  [
    'hand in a token',
    'POST',
    () => '/api/users/credentials',
    ({ user }) => ({ userId: user, platform: 'x', accessToken: 't-9' }),
  ],
  [
    'name a website',
    'POST',
    () => '/api/loyalty/rule_groups/create',
    ({ website }) => ({ name: 'g', websiteId: website }),
  ],
  ['list a website', 'GET', ({ website }) => `${rules}?websiteId=${website}`],
]
