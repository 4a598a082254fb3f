import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/domain/failure.ts'
import { dripXFollow } from '../../src/rules/drip-x-follow.ts'
import { attested, fakeProviders, findingOf, ruleOf, wrongFields } from '../support/fakes.ts'

const metadata = { twitterUsername: 'vouchsafe' }
const rule = ruleOf(dripXFollow, { metadata }, { twitterUserId: '9', twitterUsername: 'vouchsafe' })

/** X as it answers when 101 follows exactly these ids. */
const follows = (...ids: string[]) => ({
  x: { follows: async (_: unknown, target: string) => ids.includes(target) },
})

describe('drip_x_follow', () => {
  it('pays a follower, once per X account', async () => {
    expect(await findingOf(dripXFollow, rule, follows('9'))).toMatchObject({
      kind: 'met',
      amount: '1',
      message: 'Quest Completed: You are a follower of @vouchsafe',
      evidence: { follower: '101', target: '9' },
      proofs: ['x:account:101'],
      trust: 'first_party',
    })
  })

  it('does not pay one who does not follow', async () => {
    expect(await findingOf(dripXFollow, rule, follows())).toMatchObject({
      kind: 'unmet',
      message: 'Quest Not Completed: Please follow @vouchsafe and try again in few minutes',
    })
  })

  it('does not pay a follower of the account that took the handle since', async () => {
    expect(await findingOf(dripXFollow, rule, follows('66'))).toMatchObject({ kind: 'unmet' })
  })

  it('trusts an account that the caller only named no further than the caller', async () => {
    const finding = await findingOf(dripXFollow, rule, follows('9'), { user: attested('x') })
    expect(finding).toMatchObject({ kind: 'met', trust: 'attested' })
  })

  it('asks for an X account first', async () => {
    const user = attested('discord')
    expect(await findingOf(dripXFollow, rule, {}, { user })).toMatchObject({
      code: 'not_connected',
      message: 'Twitter not connected',
    })
  })

  it.each(['provider_unauthorized', 'provider_limited', 'unverifiable'] as const)(
    'keeps %s a failure, never a no',
    async (code) => {
      const x = { follows: () => Promise.reject(new Failure(code, 'X said so')) }
      expect(await findingOf(dripXFollow, rule, { x })).toMatchObject({ code })
    },
  )

  it('fails as misconfigured when the target was never resolved', async () => {
    expect(await findingOf(dripXFollow, ruleOf(dripXFollow, { metadata }), {})).toMatchObject({
      code: 'rule_misconfigured',
      message: 'Missing required parameters: twitterUserId, targetUsername',
    })
  })

  it.each([
    { isVerified: true, factors: [{ source: 'verified account', factor: '1.5' }] },
    { isVerified: false, factors: [] },
  ])('pays a verified account ($isVerified) the factor', async ({ isVerified, factors }) => {
    const verified = { ...metadata, enableVerifiedMultiplier: true, verifiedMultiplier: 1.5 }
    const profile = async () => ({ id: '101', handle: 'ada', isVerified })
    const finding = await findingOf(
      dripXFollow,
      ruleOf(dripXFollow, { metadata: verified }, { twitterUserId: '9' }),
      { x: { ...follows('9').x, profile } },
    )
    expect(finding).toMatchObject({ kind: 'met', factors })
  })
})

describe('a drip_x_follow rule', () => {
  const findByHandle = async (handle: string) =>
    handle === 'vouchsafe' ? { id: '9', handle: 'Vouchsafe' } : undefined
  const providers = fakeProviders({ x: { findByHandle } })
  const resolve = (metadata: object) =>
    dripXFollow.resolve(ruleOf(dripXFollow, { metadata }), providers)

  it.each([
    [{ twitterUsername: 'vouchsafe' }],
    [{ twitterAccountUrl: 'https://x.com/vouchsafe?s=21' }],
    [{ twitterUsername: 'vouchsafe', twitterUserId: '9' }],
  ])('keeps the id of the account that %j names', async (metadata) => {
    expect(await resolve(metadata)).toEqual({ twitterUserId: '9', twitterUsername: 'Vouchsafe' })
  })

  it.each([
    [{ twitterUsername: 'nobody' }, '/metadata/twitterUsername'],
    [{ twitterAccountUrl: 'https://x.com/nobody' }, '/metadata/twitterAccountUrl'],
    [{ twitterUsername: 'vouchsafe', twitterUserId: '8' }, '/metadata/twitterUserId'],
  ])('is not saved with %j', async (metadata, pointer) => {
    await expect(resolve(metadata)).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ pointer }],
    })
  })

  it.each([
    [{}, '/metadata/twitterAccountUrl'],
    [{ twitterUsername: '@vouchsafe' }, '/metadata/twitterUsername'],
    [{ twitterAccountUrl: 'https://x.com.evil.example/vouchsafe' }, '/metadata/twitterAccountUrl'],
    [{ ...metadata, enableVerifiedMultiplier: true }, '/metadata/verifiedMultiplier'],
  ])('is refused with %j', (metadata, pointer) => {
    expect(wrongFields(dripXFollow, { metadata })).toMatchObject([{ pointer }])
  })
})
