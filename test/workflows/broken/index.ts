import { proxyLocalActivities } from '@temporalio/workflow'
import type { Activities } from '../../../activities/index.ts'
import type { Page } from '../../../src/domain/claim.ts'
import { carry } from '../../../workflows/carry.ts'

const { settle } = proxyLocalActivities<Activities>({ startToCloseTimeout: '10s' })

/** What nobody may ever ship: it settles before it verifies. Replaying a good history against it must fail. */
export default async function claimRewards(page: Page): Promise<Record<string, number>> {
  await settle(page, [])
  await carry(page, 1)
  return {}
}
