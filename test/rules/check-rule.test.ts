import { describe, expect, it } from '@jest/globals'
import { discordMember } from '../../src/rules/discord-member.ts'
import { githubMergePr } from '../../src/rules/github-merge-pr.ts'
import { wrongFields } from '../support/fakes.ts'

const metadata = { githubRepoUrl: 'https://github.com/vouchsafe/engine' }
const tier = (startRange: unknown, endRange: unknown, more: object = {}) => ({
  startRange,
  endRange,
  amount: 1,
  ...more,
})
const withTiers = (...range: object[]) => ({ metadata: { ...metadata, range } })
const open = Number.MAX_SAFE_INTEGER

describe('a rule', () => {
  it.each([
    [{}],
    [withTiers(tier(1, 9), tier(10, open))],
    [withTiers(tier(10, open), tier(1, 9))],
    [withTiers(tier('0.1', '0.2'), tier('0.3', '1'))],
    [{ endTime: '2026-02-01T00:00:01Z' }],
    [{ endTime: '2026-02-01T00:00:00-01:00' }],
    [{ rewardType: 'badge', loyaltyBadgeId: 'bad_1', loyaltyCurrencyId: null }],
    [{ rewardType: 'multiplier', amount: '1.5', loyaltyCurrencyId: null }],
    [
      {
        rewardType: 'badge',
        metadata: {
          ...withTiers(tier(1, 9, { loyaltyBadgeId: 'bad_1' })).metadata,
          rewardBadgePerRange: true,
        },
      },
    ],
    [{ frequency: 'weekly', interval: 'once' }],
    [{ minimumTrust: 'first_party' }],
    [{ minimumTrust: 'attested' }],
  ])('may say %j', (body) => {
    expect(wrongFields(githubMergePr, { metadata, ...body })).toEqual([])
  })

  it.each([
    [{ endTime: '2026-02-01T00:00:00Z' }, '/endTime', 'not_after_start'],
    [{ endTime: '2026-02-01T00:30:00+01:00' }, '/endTime', 'not_after_start'],
    [
      { effectiveStartTime: '2026-03-01T00:00:00Z', effectiveEndTime: '2026-02-15T00:00:00Z' },
      '/effectiveEndTime',
      'not_after_start',
    ],
    [{ effectiveEndTime: '2026-01-15T00:00:00Z' }, '/effectiveEndTime', 'not_after_start'],
    [withTiers(tier(1, 9), tier(9, 20)), '/metadata/range/1', 'range_overlap'],
    [withTiers(tier(1, 9), tier(20, 30), tier(5, 6)), '/metadata/range/2', 'range_overlap'],
    [withTiers(tier(1, 9), tier(30, 20)), '/metadata/range/1', 'range_backwards'],
    [withTiers(tier('0.1', '0.30'), tier('0.3', 1)), '/metadata/range/1', 'range_overlap'],
    [{ loyaltyCurrencyId: null }, '/loyaltyCurrencyId', 'required'],
    [{ rewardType: 'badge' }, '/loyaltyBadgeId', 'required'],
    [{ rewardType: 'badge', ...withTiers(tier(1, 9)) }, '/loyaltyBadgeId', 'required'],
    [{ amount: '9223372036854775808' }, '/amount', 'out_of_range'],
    [
      withTiers(tier(1, 9, { amount: '9223372036854775808' })),
      '/metadata/range/0/amount',
      'out_of_range',
    ],
    [{ minimumTrust: 'own_record' }, '/minimumTrust', 'out_of_reach'],
    [{ interval: 'daily' }, '/interval', 'invalid_value'],
    [{ rewardLifetime: 'dynamic' }, '/rewardLifetime', 'invalid_value'],
    [{ claimType: 'auto' }, '/claimType', 'invalid_value'],
    [{ rewardType: 'token' }, '/rewardType', 'invalid_value'],
    [{ frequency: 'yearly' }, '/frequency', 'invalid_value'],
    [{ startTime: 'tomorrow' }, '/startTime', 'invalid_format'],
    [{ startTime: undefined }, '/startTime', 'required'],
    [{ amount: undefined }, '/amount', 'required'],
    [{ amount: null }, '/amount', 'invalid_union'],
    [{ amount: -1 }, '/amount', 'too_small'],
    [{ amount: '1e3' }, '/amount', 'custom'],
    [{ name: 'x'.repeat(256) }, '/name', 'too_big'],
  ])('may not say %j', (body, pointer, code) => {
    expect(wrongFields(githubMergePr, { metadata, ...body })).toEqual([{ pointer, code }])
  })

  it('is told of everything that is wrong at once', () => {
    const body = { endTime: '2026-01-01T00:00:00Z', loyaltyCurrencyId: null, metadata: {} }
    expect(wrongFields(githubMergePr, body)).toEqual([
      { pointer: '/metadata/githubRepoUrl', code: 'required' },
    ])
    expect(wrongFields(githubMergePr, { ...body, metadata })).toHaveLength(2)
  })
})

it('tiers and caps are dropped with a warning by types that do not read them', () => {
  const servers = [{ id: '100000000000000001', roles: [{ id: '200000000000000001' }] }]
  const discord = { metadata: { discordServersToJoin: servers, range: [tier(9, 1)] } }
  expect(wrongFields(discordMember, { ...discord, maxAmountInterval: 'daily' })).toEqual([])
})
