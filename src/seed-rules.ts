import type { DemoWorld } from '../sandbox/demo.ts'
import type { Engine } from './engine/index.ts'
import type { RuleBody } from './engine/rules.ts'
import type { Seed } from './seed.ts'
import type { Website } from './store/websites.ts'

/** Makes the demo's rules, and lets those that are there say what is true of this sandbox. */
export async function seedRules(
  { rules }: Engine,
  website: Website,
  seed: Pick<Seed, 'currencyId' | 'cashCurrencyId'>,
  world: DemoWorld,
): Promise<void> {
  const scope = { org: website.org, website: website._id }
  const known = await rules.list(scope, { includeDeleted: true }, { limit: 1000 })
  for (const body of bodiesOf(seed, world)) {
    const earlier = known.find((rule) => rule.externalIdentifier === body.externalIdentifier)
    if (!earlier) await rules.create(website, body)
    else if (!earlier.deletedAt && isOther(earlier.definition, body))
      await rules.update(scope, earlier._id, body)
  }
}

/** Whether a rule says something else than this; what it says beyond that are defaults. */
function isOther(definition: RuleBody, body: RuleBody): boolean {
  return Object.entries(body).some(([name, wanted]) => !covers(definition[name], wanted))
}

function covers(there: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return there === wanted
  if (typeof there !== 'object' || there === null) return false
  const fields = there as Record<string, unknown>
  return Object.entries(wanted).every(([name, value]) => covers(fields[name], value))
}

type Body = RuleBody & { externalIdentifier: string }

function bodiesOf(
  { currencyId, cashCurrencyId }: Pick<Seed, 'currencyId' | 'cashCurrencyId'>,
  world: DemoWorld,
): Body[] {
  const { nft, token, x, github, discord } = world
  const common = {
    startTime: '2025-01-01T00:00:00.000Z',
    endTime: null,
    ...{ effectiveStartTime: null, effectiveEndTime: null },
    loyaltyCurrencyId: currencyId,
    interval: 'once',
  }
  const rule = (externalIdentifier: string, type: string, name: string, rest: object): Body => {
    return { ...common, externalIdentifier, type, name, ...rest }
  }
  return [
    rule('demo-nft', 'TokenHold', 'Hold a demo NFT', {
      ...{ amount: 100, claimType: 'auto', frequency: 'daily', rewardLifetime: 'dynamic' },
      collections: [nft],
    }),
    rule('demo-token', 'token_hold_erc20', 'Hold demo tokens', {
      ...{ amount: 0, claimType: 'auto', frequency: 'daily', collections: [token] },
      metadata: {
        range: [
          { startRange: 1, endRange: 99, amount: 10 },
          { startRange: 100, endRange: Number.MAX_SAFE_INTEGER, amount: 50 },
        ],
      },
    }),
    rule('demo-wallet', 'connect_wallet', 'Connect your wallet', {
      ...{ amount: 10, metadata: { walletType: 'evm' } },
    }),
    rule('demo-follow', 'drip_x_follow', 'Follow us on X', {
      amount: 25,
      metadata: { twitterAccountUrl: `https://x.com/${x.handle}`, twitterUserId: x.accountId },
    }),
    rule('demo-like', 'drip_x_tweet', 'Like our post on X', {
      amount: 15,
      metadata: { twitterPostUrl: `https://x.com/${x.handle}/status/${x.postId}`, checkLike: true },
    }),
    rule('demo-discord', 'discord_member', 'Become a builder on Discord', {
      amount: 30,
      metadata: { discordServersToJoin: [{ id: discord.guild, roles: [{ id: discord.role }] }] },
    }),
    rule('demo-pull', 'github_merge_PR', 'Have a pull request merged', {
      amount: 200,
      metadata: { githubRepoUrl: `https://github.com/${github.repo}`, githubBranchName: 'main' },
    }),
    rule('demo-check-in', 'check_in', 'Check in every day', { amount: 5, interval: 'daily' }),
    rule('demo-link', 'link_click', 'Read the announcement', {
      amount: 5,
      metadata: { link: 'https://example.com/announcement', timeDelayToVerifySeconds: 10 },
    }),
    rule('demo-shop', 'external_rule', 'Buy something in the shop', {
      ...{ amount: '2.50', loyaltyCurrencyId: cashCurrencyId },
    }),
    rule('demo-dice', 'claimr_events_count', 'Roll the dice five times', {
      ...{ amount: 100, interval: 'unlimited' },
      metadata: {
        ...{ platform: 'demo', category: 'dices', name: 'GameSession', eventsCount: 5 },
        ...{ pointsMultiplierPercent: 5, recurrence: 'Daily', progressive: true, continuous: true },
      },
    }),
  ]
}
