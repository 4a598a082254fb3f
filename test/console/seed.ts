import { eventually } from '../support/eventually.ts'
import type { Console } from './support.ts'

/** Names that people and machines have given themselves. */
export const hostileNames = {
  markup: '<img src=x onerror=alert(1)>',
  long: 'x'.repeat(255),
  mixed: 'שלום \u202e!dlrow 🦄 مرحبا',
}

export interface Seeded {
  /** Has points from a rule, from a transaction, and some taken away. */
  ada: string
  /** Has a claim that is not met, and a wallet. */
  bob: string
  daily: string
  word: string
  /** Ada's claim of the daily rule, settled. */
  settled: string
}

/** People, rules, and points that came in different ways. All of it through the API, as integrators do. */
export async function seedPeople({ api, tenant }: Console): Promise<Seeded> {
  const rule = (type: string, name: string, more: object) =>
    api<{ id: string }>('POST', '/api/loyalty/rules', {
      ...{ type, name, amount: 40, startTime: '2026-01-01T00:00:00Z', endTime: null },
      ...{ loyaltyCurrencyId: tenant.currency, metadata: {}, ...more },
    })
  const person = (displayName: string, more: object = {}) =>
    api<{ userId: string }>('POST', '/api/users/metadatas', {
      externalIdentifier: `seed-${displayName}`.slice(0, 200),
      displayName,
      ...more,
    })
  // A table shows who joined first, and not everybody at once.
  await Promise.all(Object.values(hostileNames).map((name) => person(name)))
  const [daily, word, ada, bob] = await Promise.all([
    rule('check_in', 'Come by every day', { interval: 'daily' }),
    rule('external_rule', 'Your server says so', { interval: 'once' }),
    person('Ada', { twitterUserId: '44196397', twitterUser: 'ada', discordUserId: '80351110' }),
    person('Bob', { githubUserId: '583231', githubUser: 'bob' }),
    ...Array.from({ length: 24 }, (_, n) => person(`Member ${String(n).padStart(2, '0')}`)),
  ])
  await api('POST', '/api/users/connect', {
    ...{ userId: bob.userId, walletAddress: `0x${'b0'.repeat(20)}`, walletType: 'evm' },
  })
  const give = (description: string, userId: string, amount: string, direction: string) =>
    api('POST', '/api/loyalty/transactions', {
      description,
      entries: [{ userId, amount, direction }],
    })
  await give('Season two, welcome', ada.userId, '1250', 'credit')
  await give('A large number', bob.userId, '9007199254740993', 'credit')
  await give('Bought a hat', ada.userId, '90', 'debit')
  const complete = await api<{ claimId: string }>(
    'POST',
    `/api/loyalty/rules/${daily.id}/complete`,
    { userId: ada.userId },
  )
  const receipt = `/api/loyalty/receipts/${complete.claimId}`
  await eventually(
    async () => (await api<{ status: string }>('GET', receipt)).status === 'rewarded',
  )
  return {
    ...{ ada: ada.userId, bob: bob.userId, daily: daily.id, word: word.id },
    settled: complete.claimId,
  }
}
