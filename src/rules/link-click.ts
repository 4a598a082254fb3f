import { z } from 'zod'
import { later, met } from '../domain/verdict.ts'
import { countedPeriodOf, isCounted } from './counted-period.ts'
import { defineRule } from './define.ts'
import { fieldError } from './field-failure.ts'

const webUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2000)

const platforms = [
  'Custom',
  'Discord',
  'EpicGames',
  'Instagram',
  'Phone',
  'Steam',
  'Telegram',
  'TikTok',
  'Twitch',
  'X(Twitter)',
  'YouTube',
  'Google',
  'GitHub',
  'Reddit',
] as const

const wait = 'Link click being verified, come back later to check the status'

/**
 * Opens a link and waits. If the user came through the signed link of the rule, we saw the click ourselves and
 * the wait counts from there. If not, the request is all there is: the click is the caller's word (`attested`),
 * and the wait counts from the request.
 */
export const linkClick = defineRule({
  type: 'link_click',
  title: 'Click a link',
  description: 'The user opens a link.',
  family: 'other',
  trust: 'own_record',
  provider: 'records',
  claimTypes: ['manual'],
  rewardTypes: ['points', 'multiplier', 'badge'],
  intervals: ['once'],
  metadata: {
    link: webUrl.nullable().optional().meta({ title: 'Link', group: 'basics' }),
    cta: z
      .object({
        href: webUrl.nullable().optional().meta({ title: 'Address' }),
        label: z.string().max(255).nullable().optional().meta({ title: 'Text' }),
      })
      .nullable()
      .optional()
      .meta({ title: 'Link button', group: 'display' }),
    timeDelayToVerifySeconds: z
      .union([z.int().min(1).max(600), z.string().regex(/^(?:[1-9]\d?|[1-5]\d\d|600)$/)], {
        error: 'must be a whole number of seconds from 1 to 600',
      })
      .default(10)
      .meta({ title: 'Seconds to wait', group: 'gates' }),
    socialPlatform: z.enum(platforms).nullable().optional().meta({
      title: 'Platform',
      group: 'display',
    }),
    socialPlatformLogo: z.string().max(2000).nullable().optional().meta({
      title: 'Logo of the platform',
      group: 'display',
    }),
    socialPlatformName: z.string().max(255).nullable().optional().meta({
      title: 'Name of the platform',
      group: 'display',
    }),
  },

  refuse({ metadata: { link, cta } }) {
    if (link || cta?.href) return []
    return [fieldError('/metadata/link', 'required', 'give a link or cta.href')]
  },

  delay({ metadata }) {
    return { seconds: Number(metadata.timeDelayToVerifySeconds), message: wait }
  },

  async verify({ rule, user, claim, now }, { records }) {
    const clicked = await records.clickedAt(rule.id, user.id)
    const isSeen = clicked !== undefined && isCounted(clicked, countedPeriodOf(rule))
    const since = isSeen ? clicked : claim.acceptedAt

    const seconds = Number(rule.metadata.timeDelayToVerifySeconds)
    const due = new Date(since.getTime() + seconds * 1000)
    if (now < due) return later(due, 'too_early', wait)
    return met(
      1,
      { clickedAt: since.toISOString(), isSeen, waitedSeconds: seconds },
      { trust: isSeen ? 'own_record' : 'attested' },
    )
  },
})
