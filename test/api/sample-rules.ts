import { decide } from '../../src/domain/decide.ts'
import { met, unmet } from '../../src/domain/verdict.ts'
import { ruleOf } from '../../src/engine/stored-rule.ts'
import { createSettle } from '../../activities/settle.ts'
import type { TenantSide } from '../../src/engine/tenants.ts'
import { termsOf } from '../../src/rules/terms.ts'
import type { Api } from './support.ts'

/** Bodies of rules as clients of the Snag API send them; every test begins with one that is right. */
export function bodiesFor({ tenant }: { tenant: TenantSide }) {
  const common = {
    name: 'A quest',
    amount: 10,
    startTime: '2020-01-01T00:00:00.000Z',
    endTime: null,
    effectiveStartTime: null,
    effectiveEndTime: null,
    loyaltyCurrencyId: tenant.currency,
    organizationId: tenant.org,
    websiteId: tenant.website,
  }
  const once = { ...common, frequency: 'immediately', interval: 'once' }
  return {
    /** Needs nothing connected, and pays once after a delay. */
    link: { ...once, type: 'link_click', metadata: { link: 'https://example.test/page' } },
    /** Needs nothing connected, and pays once a day. */
    daily: {
      ...{ ...common, frequency: 'immediately', interval: 'daily' },
      ...{ type: 'check_in', metadata: {} },
    },
    /** The caller's word; as often as it is said. */
    word: {
      ...{ ...common, frequency: 'none', interval: 'unlimited' },
      ...{ type: 'external_rule', claimType: 'manual', metadata: {} },
    },
    /** Complete at 100 %, and then claimed by itself. */
    tracked: {
      ...{ ...common, frequency: 'none', interval: 'once' },
      ...{ type: 'external_rule', claimType: 'auto', trackProgress: true, metadata: {} },
    },
    /** Complete from the lowest of its tiers on. */
    counted: {
      ...{ ...common, frequency: 'none', interval: 'once', claimType: 'manual' },
      ...{ type: 'external_rule', trackProgress: true, progressType: 'counter' },
      metadata: {
        range: [
          { startRange: 5, endRange: 9, amount: 10 },
          { startRange: 10, endRange: 20, amount: 30 },
        ],
      },
    },
    /** Swept, and needs a wallet. */
    held: {
      ...{ ...common, frequency: 'daily', interval: 'daily', type: 'TokenHold' },
      ...{ claimType: 'auto', metadata: {} },
      collections: [{ address: `0x${'c'.repeat(40)}`, network: 'mainnet' }],
    },
    /** Names an account that has to be looked up, and needs one on X. */
    followed: {
      ...once,
      ...{ type: 'drip_x_follow', metadata: { twitterUsername: 'acme' } },
    },
    /** Cannot be dynamic, nor tiered. */
    wallet: { ...once, type: 'connect_wallet', metadata: { walletType: 'evm' } },
  }
}

/** Does with an accepted claim what its workflow would do: decide and settle. */
export async function settle(
  { store, ledger }: Pick<Api, 'store' | 'ledger'>,
  id: string,
  isMet = true,
): Promise<void> {
  const [rule = ''] = id.split(':')
  const record = await store.rules.model
    .findOne({ _id: rule }, null, { allOrgs: true })
    .lean<Parameters<typeof ruleOf>[0] & { org: string; version: number }>()
  if (!record) throw new Error(`no rule ${rule}`)
  const { org, version } = record
  const says = ruleOf(record)
  const currency = await store.currencies.find(org, says.loyaltyCurrencyId ?? '')
  const verdict = isMet ? met(1, { seen: 'yes' }) : unmet('not_seen', 'Quest not achieved')
  const outcome = decide(termsOf(says, currency?.decimals ?? 0), verdict, { multipliers: [] })
  await store.claims.markCarried(org, [id], `claim:${id}`)
  await createSettle({ store, ledger, now: () => new Date() } as never)(
    { org, rule, version, queue: 'verify.records', claims: [id], purpose: 'reward' },
    [outcome],
  )
}
