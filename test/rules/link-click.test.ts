import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/domain/failure.ts'
import { linkClick } from '../../src/rules/link-click.ts'
import { findingOf, now, ruleId, ruleOf, wrongFields } from '../support/fakes.ts'

const wait = 'Link click being verified, come back later to check the status'
const link = 'https://example.com/'
const rule = (metadata: object = {}) =>
  ruleOf(linkClick, { metadata: { link, timeDelayToVerifySeconds: 60, ...metadata } })

const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
const clicked = (at: Date | undefined) => ({
  records: {
    clickedAt: async (rule: string, user: string) =>
      rule === ruleId && user === 'usr_ada' ? at : undefined,
  },
})
const accepted = (seconds: number) => ({ claim: { acceptedAt: ago(seconds) } })

describe('link_click', () => {
  it('pays a click that we saw, as our own record', async () => {
    expect(await findingOf(linkClick, rule(), clicked(ago(60)), accepted(0))).toMatchObject({
      kind: 'met',
      evidence: { clickedAt: ago(60).toISOString(), isSeen: true },
      trust: 'own_record',
    })
  })

  it("takes the request for the click where there was none, as the caller's word", async () => {
    expect(await findingOf(linkClick, rule(), clicked(undefined), accepted(60))).toMatchObject({
      kind: 'met',
      evidence: { isSeen: false },
      trust: 'attested',
    })
  })

  it.each([
    ['after a click that we saw', ago(59), 1000, ago(-1)],
    ['after the request, when there was no click', undefined, 59, ago(-1)],
    ['after a click that came after the request', ago(10), 70, ago(-50)],
  ])('is too early %s', async (_, at, acceptedAgo, until) => {
    expect(await findingOf(linkClick, rule(), clicked(at), accepted(acceptedAgo))).toEqual({
      kind: 'later',
      until: until.toISOString(),
      reason: 'too_early',
      message: wait,
    })
  })

  it('does not trust a click from before the rule as its own record', async () => {
    const before = new Date('2026-01-31T23:59:59Z')
    expect(await findingOf(linkClick, rule(), clicked(before), accepted(60))).toMatchObject({
      kind: 'met',
      trust: 'attested',
    })
  })

  it('keeps a failure a failure', async () => {
    const records = { clickedAt: () => Promise.reject(new Failure('unavailable', 'no database')) }
    expect(await findingOf(linkClick, rule(), { records })).toMatchObject({ code: 'unavailable' })
  })

  it.each([
    [undefined, 10],
    [null, 10],
    [1, 1],
    ['600', 600],
  ])('waits with a delay of %s for %i seconds', (timeDelayToVerifySeconds, seconds) => {
    const asked = ruleOf(linkClick, { metadata: { link, timeDelayToVerifySeconds } })
    expect(linkClick.delay(asked)).toEqual({ seconds, message: wait })
  })
})

describe('a link_click rule', () => {
  it('takes the target of its button for the link', () => {
    expect(wrongFields(linkClick, { metadata: { cta: { href: link, text: 'Go' } } })).toEqual([])
  })

  it.each([
    [{}, '/metadata/link'],
    [{ cta: { label: 'Go' } }, '/metadata/link'],
    [{ link: 'javascript:alert(1)' }, '/metadata/link'],
    [{ cta: { href: 'ftp://example.com' } }, '/metadata/cta/href'],
    [{ link, timeDelayToVerifySeconds: 0 }, '/metadata/timeDelayToVerifySeconds'],
    [{ link, timeDelayToVerifySeconds: 601 }, '/metadata/timeDelayToVerifySeconds'],
    [{ link, timeDelayToVerifySeconds: '601' }, '/metadata/timeDelayToVerifySeconds'],
    [{ link, timeDelayToVerifySeconds: 1.5 }, '/metadata/timeDelayToVerifySeconds'],
    [{ link, socialPlatform: 'MySpace' }, '/metadata/socialPlatform'],
  ])('is refused with %j', (metadata, pointer) => {
    expect(wrongFields(linkClick, { metadata })).toMatchObject([{ pointer }])
  })
})
