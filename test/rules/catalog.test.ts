import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { ruleTypeOf, ruleTypes, verifyQueueOf } from '../../src/rules/catalog.ts'
import { creatableTypeOf } from '../../src/rules/unusable-types.ts'
import { differencesOf, loadCatalogue } from '../support/rules-catalogue.ts'

const notFetched = 'reward tables from outside are not fetched: named in the warnings'
const ownClock = 'what we recorded ourselves is stronger than a word nobody can check'
const credential = 'the credentials of X are the deployment’s: named in the warnings'

/** Of a task the reference names the fields of a request too, beside its settings. */
const requestOf = (...fields: string[]) =>
  Object.fromEntries(
    fields.map((field) => [`-metadata.${field}`, 'of the request, not of the task']),
  )
const asked = requestOf('account', 'env', 'pid', 'platform', 'value')
const tasks = {
  '+metadata.progressiveStep': 'for who wants parts of multiples paid too',
  intervals: 'the recurrence says it, and is no interval: it rolls from the completion',
}
const settings = {
  '+metadata.completionPoints': 'the document has them, and the reference only for event tasks',
  '+metadata.continuous': 'the same settings as event tasks',
  '+metadata.pointsMultiplierPercent': 'the reference says it in words only',
  '+metadata.progressive': 'the same settings as event tasks',
  '+metadata.recurrence': 'the reference says it in words only',
}
const events = {
  ...tasks,
  '+metadata.exampleEvent': 'the query is tried on it when the rule is saved',
  'metadata.completionPoints': 'another name of the amount, so that either will do',
  claim: 'what was reported is paid at once: there is nothing left to claim',
}

/** Where a rule type differs from the reference on purpose, and why. */
const deliberate: Record<string, Record<string, string>> = {
  check_in: {
    '+metadata.rewardOnlyStreaks': 'the mode is documented, its name is not',
    '-metadata.autoCheckInRuleIds': 'no other rule checks in yet: named in the warnings',
    '-metadata.isCheckInOnEveryTxn': 'no transaction checks in yet: named in the warnings',
    trust: ownClock,
  },
  claimr_events_count: events,
  claimr_events_value: events,
  claimr_number_value: { ...tasks, ...settings, ...asked, ...requestOf('aid', 'cid') },
  claimr_score: {
    ...asked,
    ...requestOf('aid', 'cid'),
    intervals: 'every call is paid by itself',
  },
  claimr_stream_value: { ...tasks, ...settings, ...asked },
  drip_x_follow: { '-oauthCredentialsId': credential },
  drip_x_tweet: {
    '-metadata.reactionStats': 'counters are read at X when they matter, not kept in the rule',
    '-metadata.twitterUserId': 'the author is read from the post when the rule is saved',
    '-oauthCredentialsId': credential,
  },
  external_rule: {
    '-network': 'it names the chain of a dApp, and dApp rules are refused',
    intervals: 'hourly is of the newer SDK',
  },
  github_merge_PR: { complete: 'every manual rule may be completed by request' },
  link_click: { trust: `${ownClock}; a click we did not see is attested in its verdict` },
  TokenHold: {
    '+metadata.minimumHoldSeconds': 'so that a balance of one block need not pay',
    '-customRewardsApiUrl': notFetched,
    '-customRewardsCsvUrl': notFetched,
    '-metadata.collection': 'a multiplier per collection is not applied: named in the warnings',
    '-metadata.customRewardsApiKey': notFetched,
    '-metadata.directRpc': 'balances are always read from a node',
    '-metadata.maxQty': 'of an older SDK only: tiers say it',
    '-metadata.minQty': 'of an older SDK only: tiers say it',
    '-metadata.onlyNonListed': 'of an older SDK only, and no chain tells of listings',
    claim: 'a user who asks is answered at once, not at the next sweep',
  },
  token_hold_erc20: {
    '+network': 'says whose native coin is meant',
    '-metadata.directRpc': 'balances are always read from a node',
    claim: 'a user who asks is answered at once, not at the next sweep',
  },
}

const catalogue = loadCatalogue()
const kebab = (type: string) =>
  type
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()

describe('the catalogue', () => {
  it('spells every type once', () => {
    const types = ruleTypes.map(({ type }) => type)
    expect(new Set(types).size).toBe(types.length)
  })

  it('lists its files in the order of the alphabet', () => {
    const files = [...readFileSync('src/rules/index.ts', 'utf8').matchAll(/'\.\/(.+)\.ts'/g)]
    const names = files.map(([, name]) => name)
    expect(names).toEqual([...names].sort())
    expect(names).toHaveLength(ruleTypes.length)
  })

  it('finds a type by its name, and nothing by any other', () => {
    expect(ruleTypeOf('check_in').type).toBe('check_in')
    for (const type of ['Check_In', '', 'constructor']) {
      expect(() => ruleTypeOf(type)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
    }
  })

  it('refuses by name what the reference says cannot be created', () => {
    for (const { type, creatable } of catalogue?.values() ?? []) {
      if (creatable) continue
      const errors = [expect.objectContaining({ pointer: '/type', code: 'unusable_rule_type' })]
      expect(() => creatableTypeOf(type)).toThrow(expect.objectContaining({ errors }))
    }
  })
})

describe.each(ruleTypes.map((ruleType) => [ruleType.type, ruleType] as const))(
  '%s',
  (type, ruleType) => {
    it('lives in the file that its type names', () => {
      expect(existsSync(`src/rules/${kebab(type)}.ts`)).toBe(true)
    })

    it('has a test of its own', () => {
      expect(existsSync(`test/rules/${kebab(type)}.test.ts`)).toBe(true)
    })

    it('describes itself as JSON Schema', () => {
      const schema = z.toJSONSchema(ruleType.schema, { io: 'input' })
      expect(schema).toMatchObject({ type: 'object', properties: { type: { const: type } } })
      expect(z.toJSONSchema(ruleType.input)).toMatchObject({ type: 'object' })
    })

    it('refuses metadata it does not read', () => {
      const { error } = ruleType.schema.safeParse({ metadata: { surprise: true } })
      expect(JSON.stringify(error)).toContain('surprise')
    })

    it('is verified on the queue of its provider', () => {
      expect(verifyQueueOf(ruleType)).toBe(`verify.${ruleType.provider}`)
    })

    it('says of each of its own fields what people read', () => {
      const { properties = {} } = z.toJSONSchema(ruleType.schema, { io: 'input' })
      const { metadata, ...fields } = properties as Record<string, { properties?: object }>
      const untitled = Object.entries({ ...fields, ...metadata?.properties })
        .filter(([name, field]) => name !== 'type' && !('title' in field))
        .map(([name]) => name)
      expect(untitled).toEqual([])
    })

    it('says what the reference says, but for what is listed here', () => {
      const entry = catalogue?.get(type)
      if (!catalogue) return console.warn(`${type} was not compared: there is no reference`)
      expect(entry && differencesOf(ruleType, entry)).toEqual(
        Object.keys(deliberate[type] ?? {}).sort(),
      )
    })
  },
)
