import type { Page } from '../src/domain/claim.ts'
import { claimRewards, sleepUntil } from './claim.ts'

/** Waits until a page is due, then carries it like any other. */
export async function delayedClaim(page: Page): Promise<Record<string, number>> {
  if (page.notBefore) await sleepUntil(page.notBefore, 'the delay the rule asks for')
  return claimRewards({ ...page, notBefore: undefined })
}
