import { actionValue } from './claimr/action-value.ts'
import { event } from './claimr/event.ts'
import { eventExplain } from './claimr/event-explain.ts'
import { hookRoutes } from './claimr/hook.ts'
import { publicUserRoutes } from './claimr/public-user.ts'
import { streamValue } from './claimr/stream-value.ts'
import { taskProgressRoutes } from './claimr/task-progress.ts'
import { userBalance } from './claimr/user-balance.ts'
import { userReward } from './claimr/user-reward.ts'
import { userToken } from './claimr/user-token.ts'
import { userWithdraw } from './claimr/user-withdraw.ts'
import type { RouteOptions } from './options.ts'
import type { Route } from './route.ts'
import { sessionRoutes } from './session.ts'
import { signInRoutes } from './sign-in.ts'
import { accountRoutes } from './snag/accounts.ts'
import { claimListRoutes } from './snag/claim-list.ts'
import { claimReasonRoutes } from './snag/claim-reasons.ts'
import { claimRoutes } from './snag/claims.ts'
import { connectRoutes } from './snag/connect.ts'
import { currencyRoutes } from './snag/currencies.ts'
import { entryReversalRoutes } from './snag/entry-reversals.ts'
import { entryRoutes } from './snag/entries.ts'
import { entryRoute } from './snag/entry.ts'
import { exportRoutes } from './snag/export.ts'
import { groupRoutes } from './snag/groups.ts'
import { holdRoutes } from './snag/holds.ts'
import { metadataRoutes } from './snag/metadatas.ts'
import { multiplierRoutes } from './snag/multipliers.ts'
import { overviewRoutes } from './snag/overview.ts'
import { progressRoutes } from './snag/progress.ts'
import { proofRoutes } from './snag/proof.ts'
import { publishableKeyRoutes } from './snag/publishable-keys.ts'
import { rankRoutes } from './snag/rank.ts'
import { reversalRoutes } from './snag/reversals.ts'
import { ruleEditRoutes } from './snag/rule-edits.ts'
import { ruleTypeRoutes } from './snag/rule-types.ts'
import { ruleRoutes } from './snag/rules.ts'
import { sourceRoutes } from './snag/sources.ts'
import { statementRoutes } from './snag/statements.ts'
import { totalRoutes } from './snag/totals.ts'
import { transactionRoutes } from './snag/transactions.ts'
import { userExportRoute } from './snag/user-export.ts'
import { userStandingRoutes } from './snag/user-standings.ts'
import { userSummaryRoutes } from './snag/user-summary.ts'
import { userWhyNotRoutes } from './snag/user-why-not.ts'
import { userRoutes } from './snag/users.ts'
import { webhookRoutes } from './snag/webhooks.ts'
import { streamRoutes } from './stream.ts'
import { systemRoutes } from './system.ts'

/** Every route there is, in the order in which Express tries them: `rules/status` must come before `rules/{id}`. */
export function routesOf(options: RouteOptions): Route[] {
  return [
    ...claimRoutes(options),
    ...claimListRoutes(options),
    ...claimReasonRoutes(options),
    ...ruleEditRoutes(options),
    ...ruleRoutes(options),
    ...ruleTypeRoutes(options),
    ...groupRoutes(options),
    ...progressRoutes(options),
    ...currencyRoutes(options),
    ...accountRoutes(options),
    ...rankRoutes(options),
    ...statementRoutes(options),
    ...transactionRoutes(options),
    ...reversalRoutes(options),
    ...holdRoutes(options),
    ...entryReversalRoutes(options),
    ...entryRoutes(options),
    ...proofRoutes(options),
    ...exportRoutes(options),
    entryRoute(options),
    ...totalRoutes(options),
    ...multiplierRoutes(options),
    ...connectRoutes(options),
    ...metadataRoutes(options),
    ...userRoutes(options),
    ...userStandingRoutes(options),
    userExportRoute(options),
    ...userSummaryRoutes(options),
    ...userWhyNotRoutes(options),
    userReward(options),
    userWithdraw(options),
    actionValue(options),
    streamValue(options),
    event(options),
    eventExplain(options),
    ...taskProgressRoutes(options),
    userBalance(options),
    userToken(options),
    ...publicUserRoutes(options),
    ...hookRoutes(options),
    ...publishableKeyRoutes(options),
    ...webhookRoutes(options),
    ...sessionRoutes(options),
    ...signInRoutes(options),
    ...streamRoutes(options),
    ...overviewRoutes(options),
    ...sourceRoutes(options),
    ...systemRoutes(options),
  ]
}
