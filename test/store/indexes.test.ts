import { beforeAll, expect, it } from '@jest/globals'
import { useDatabase } from '../support/mongo.ts'
import type { Store } from '../../src/store/index.ts'

const database = useDatabase()
const [org, website] = ['org_1', 'web_1']
const many = 300
const at = new Date('2026-03-01T00:00:00Z')

beforeAll(async () => {
  const { users, websites, rules } = database.store
  await users.insertMany(
    Array.from({ length: many }, (_, index) => ({
      _id: `usr_${index}`,
      ...{ org, website, createdAt: at, updatedAt: at },
      profile: { displayName: `Name ${index}.`, emailAddress: `mail${index}@acme.test` },
      wallets: [{ address: `0x${index}`, type: 'evm', proof: 'attested', connectedAt: at }],
      accounts: [
        {
          platform: 'steam',
          id: `id ${index}`,
          handle: `Player${index}X`,
          proof: 'attested',
          connectedAt: at,
        },
      ],
      externalIdentifier: `their ${index}`,
      walletGroup: `wallets ${index}`,
      userGroup: { id: `group ${index}`, externalIdentifier: null },
    })),
  )
  await websites.model.collection.insertMany(
    Array.from({ length: many }, (_, index) => ({
      ...{ _id: `web_${index}`, org, externalIdentifier: `site ${index}` },
    })) as never,
  )
  await rules.model.collection.insertMany(
    Array.from({ length: many }, (_, index) => ({
      ...{ _id: `rul_${index}`, org, website, externalIdentifier: `rule ${index}` },
    })) as never,
  )
})

beforeAll(async () => {
  await database.store.claims.model.collection.insertMany(
    Array.from({ length: many * 4 }, (_, index) => ({
      ...{ _id: `rul_${index % 10}:usr_${index}:0`, org, website, rule: `rul_${index % 10}` },
      ...{ user: `usr_${index % 100}`, ruleType: index % 3 ? 'check_in' : 'TokenHold' },
      status: index % 50 === 1 ? 'processing' : index % 7 ? 'rewarded' : 'unmet',
      ...(index % 7 ? {} : { reason: 'not_seen' }),
      acceptedAt: new Date(at.getTime() + index),
      ...(index % 50 === 1 ? { waiting: { code: 'provider_limited' } } : {}),
    })) as never,
  )
  const ids = await database.store.claimCounts.idsAfter('', at, many * 4)
  await database.store.claimCounts.recount(ids, at)
})

interface Explained {
  executionStats: { nReturned: number; totalDocsExamined: number }
}
/** A question of the store that has not been asked yet. */
interface Question {
  explain: (verbosity: 'executionStats') => PromiseLike<unknown>
}

const questions: [name: string, ask: (store: Store) => Question][] = [
  ['a user by wallet', ({ users }) => users.findByWallet(org, website, '0x7')],
  ['users by wallets', ({ users }) => users.findByWallets(org, website, ['0x7', '0x8'])],
  ['a user by account', ({ users }) => users.findByAccount(org, website, 'steam', 'id 7')],
  ['users by accounts', ({ users }) => users.findByAccounts(org, website, 'steam', ['id 7'])],
  ['a user by identifier', ({ users }) => users.findByExternalId(org, website, 'their 7')],
  ['a user by group', ({ users }) => users.findByUserGroup(org, website, 'group 7')],
  ['websites by any id', ({ websites }) => websites.calledSo(org, 'site 7')],
  ['rules by any id', ({ rules }) => rules.calledSo(org, website, 'rule 7')],
]

const texts = ['usr_77', '0X77', 'player7X', 'id 7', 'THEIR 7', 'name 7.', 'Mail7@'] as const
const searches: typeof questions = texts.map((text, index) => [
  `a user by "${text}"`,
  ({ users }) => {
    const asked = users.searches({ org, website }, text.replace('X', 'x'), 20)[index]
    if (!asked) throw new Error(`there is no search ${index}`)
    return asked
  },
])

// Behind the one of that very time, which is on the page.
const before = { _id: 'rul_9:usr_999:9', acceptedAt: new Date(at.getTime() + 900) }
const newest = (filter: object): ((store: Store) => Question) => {
  return ({ claims }) => claims.newest({ org, ...filter }, { before, limit: 5 })
}
const lists: typeof questions = [
  ['the newest claims of a website', newest({ website })],
  ['those of a rule', newest({ rule: 'rul_7' })],
  ['those of a rule in a state', newest({ rule: 'rul_7', status: { $in: ['unmet'] } })],
  ['those of a user', newest({ user: 'usr_7' })],
  ['those in one of several states', newest({ website, status: { $in: ['unmet', 'failed'] } })],
  ['those of a source', newest({ website, ruleType: { $in: ['TokenHold', 'token_hold_erc20'] } })],
  ['those not paid for a reason', newest({ website, reason: 'not_seen' })],
]

const until = new Date(at.getTime() + 3_600_000)
const kept = { org, websites: [website] }
const overviews: typeof questions = [
  [
    'what is kept of a website',
    ({ claimCounts }) =>
      claimCounts.find({ ...kept, rules: 'none', grain: 'minute', from: at, until }),
  ],
  [
    'what is kept of its rules',
    ({ claimCounts }) => claimCounts.find({ ...kept, rules: 'all', grain: 'hour', from: at }),
  ],
  [
    'what is kept of some rules',
    ({ claimCounts }) => claimCounts.find({ ...kept, rules: ['rul_7'], grain: 'hour', from: at }),
  ],
  [
    'the oldest claim that waits for a source',
    ({ claims }) => claims.oldestWaiting(org, [website], ['check_in', 'TokenHold']),
  ],
  [
    'the oldest claims that are not over',
    ({ claims }) => claims.openBefore(org, [website], until, 5),
  ],
  [
    'the newest claims that were paid',
    ({ claims }) => claims.newestPaid(org, [website], { from: at, until }, 5),
  ],
]

it.each([...questions, ...searches, ...lists, ...overviews])(
  'finds %s by an index',
  async (_name, ask) => {
    const found = (await ask(database.store).explain('executionStats')) as Explained | [Explained]
    const { executionStats } = Array.isArray(found) ? found[0] : found
    expect(executionStats.nReturned).toBeGreaterThan(0)
    expect(executionStats.totalDocsExamined).toBeLessThanOrEqual(executionStats.nReturned)
  },
)
