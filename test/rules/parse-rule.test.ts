import { describe, expect, it } from '@jest/globals'
import { checkIn } from '../../src/rules/check-in.ts'
import { discordMember } from '../../src/rules/discord-member.ts'
import { dripXFollow } from '../../src/rules/drip-x-follow.ts'
import { externalRule } from '../../src/rules/external-rule.ts'
import { linkClick } from '../../src/rules/link-click.ts'
import type { RuleType } from '../../src/rules/catalog.ts'
import { parseRule } from '../../src/rules/parse-rule.ts'
import { creatableTypeOf } from '../../src/rules/unusable-types.ts'
import { common, wrongFields } from '../support/fakes.ts'

const parse = (ruleType: RuleType, body: Record<string, unknown>) =>
  parseRule(ruleType, { ...common, type: ruleType.type, ...body })
const pointersOf = ({ warnings }: ReturnType<typeof parse>) =>
  warnings.map(({ pointer }) => pointer)

describe('parseRule', () => {
  it('fills in what was left out, and reads its own answer as it is', () => {
    const { rule } = parse(checkIn, {})
    expect(rule).toMatchObject({ frequency: 'immediately', interval: 'daily', claimType: 'manual' })
    expect(parseRule(checkIn, rule)).toEqual({ rule, warnings: [] })
  })

  it('drops and names what the type does not read', () => {
    const parsed = parse(dripXFollow, {
      oauthCredentialsId: 'cred_1',
      metadata: { twitterUsername: 'vouchsafe', promoCode: 'FREE', 'a/b~c': 1 },
    })
    expect(pointersOf(parsed)).toEqual([
      '/oauthCredentialsId',
      '/metadata/promoCode',
      '/metadata/a~1b~0c',
    ])
    expect(parsed.rule).not.toHaveProperty('oauthCredentialsId')
    expect(parsed.rule.metadata).toEqual({ twitterUsername: 'vouchsafe' })
  })

  it('does not mistake the names of every object for fields', () => {
    const parsed = parse(checkIn, { toString: 1, metadata: { valueOf: 1 } })
    expect(pointersOf(parsed)).toEqual(['/toString', '/metadata/valueOf'])
  })

  it('names what it drops deeper down', () => {
    const channels = [{ id: '300000000000000001', text: 'gm' }]
    const roles = [{ id: '200000000000000001' }]
    const parsed = parse(discordMember, {
      metadata: { discordServersToJoin: [{ id: '100000000000000001', roles, channels }] },
    })
    expect(pointersOf(parsed)).toEqual(['/metadata/discordServersToJoin/0/channels'])
  })

  it('says nothing of what the door itself reads', () => {
    const parsed = parse(checkIn, { organizationId: 'org_1', websiteId: 'web_1' })
    expect(parsed.warnings).toEqual([])
    expect(parsed.rule).not.toHaveProperty('websiteId')
  })

  it.each([
    [{ claimType: null, rewardLifetime: null, interval: null, metadata: null }],
    [{ metadata: { skipMultiplier: null } }],
  ])('takes a null for a field that was left out: %j', (body) => {
    const parsed = parse(checkIn, body)
    expect(parsed).toEqual(parse(checkIn, {}))
  })

  it.each([[{ metadata: { trackProgress: true } }], [{ trackProgress: true }]])(
    'finds trackProgress in %j',
    (body) => {
      const parsed = parse(externalRule, body)
      expect(parsed).toMatchObject({ rule: { trackProgress: true }, warnings: [] })
    },
  )

  it('prefers the place where a field belongs', () => {
    const body = { trackProgress: false, metadata: { trackProgress: true } }
    expect(parse(externalRule, body).rule).toMatchObject({ trackProgress: false })
  })

  it.each([
    [{ href: 'https://example.com/', text: 'Go' }, 'Go'],
    [{ href: 'https://example.com/', text: 'old', label: 'Go' }, 'Go'],
  ])('reads the button %j', (cta, label) => {
    const { rule, warnings } = parse(linkClick, { metadata: { cta } })
    expect(rule.metadata).toMatchObject({ cta: { href: 'https://example.com/', label } })
    expect(warnings).toEqual([])
  })

  it.each([
    '{"__proto__": {"isAdmin": true}}',
    '{"metadata": {"__proto__": {}}}',
    '{"metadata": {"streakArray": [{"constructor": {"prototype": {}}}]}}',
    '{"unread": {"deep": [[{"constructor": 1}]]}}',
  ])('refuses %s', (json) => {
    const body = JSON.parse(json) as Record<string, unknown>
    expect(wrongFields(checkIn, body)).toMatchObject([{ code: 'forbidden_key' }])
    expect({}).not.toHaveProperty('isAdmin')
  })

  it('is not exhausted by a deep body', () => {
    const body = JSON.parse(`{"unread": ${'['.repeat(30_000)}${']'.repeat(30_000)}}`) as object
    expect(wrongFields(checkIn, body as Record<string, unknown>)).toEqual([])
  })

  it.each([
    [{ metadata: 'none' }, '/metadata', 'invalid_type'],
    [{ metadata: [] }, '/metadata', 'invalid_type'],
    [{ metadata: { enableStreaks: 'yes' } }, '/metadata/enableStreaks', 'invalid_type'],
    [{ type: 'poll' }, '/type', 'invalid_value'],
  ])('refuses %j', (body, pointer, code) => {
    expect(wrongFields(checkIn, body)).toEqual([{ pointer, code }])
  })
})

describe('creatableTypeOf', () => {
  it('finds the type of a rule that can be made', () => {
    expect(creatableTypeOf('check_in').type).toBe('check_in')
  })

  it.each([
    ['dapps_by_user_retention', 'unusable_rule_type'],
    ['PoapClaim', 'unusable_rule_type'],
    ['no_such_type', 'unknown_rule_type'],
    ['constructor', 'unknown_rule_type'],
    [undefined, 'required'],
    [7, 'required'],
  ])('refuses %s', (type, code) => {
    expect(() => creatableTypeOf(type)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        errors: [expect.objectContaining({ pointer: '/type', code })],
      }),
    )
  })
})
