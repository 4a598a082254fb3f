import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common'
import type { Client } from '@temporalio/client'
import type { Logger } from 'pino'
import { claimsQueue, deliverWorkflow, deliverWorkflowId, ringSignal } from '../domain/names.ts'
import type { WebhookTarget } from '../domain/webhook.ts'
import type { Store } from '../store/index.ts'
import { searchAttributes } from './search-attributes.ts'

export interface WebhookBellOptions {
  client: Client
  store: Pick<Store, 'webhookEndpoints'>
  log: Pick<Logger, 'error'>
}

/** Calls for the workflows that serve endpoints. What is to be delivered lies in MongoDB; they are only told to look. */
export function createWebhookBell({ client, store, log }: WebhookBellOptions) {
  /** Calls where nobody looks already. What fails is made up for by housekeeping. */
  async function ring(targets: readonly WebhookTarget[]): Promise<void> {
    await Promise.all(
      targets.map(async (target) => {
        try {
          const isOurs = await store.webhookEndpoints.wake(target.org, target.endpoint)
          if (isOurs) await call(target)
        } catch (error) {
          log.error({ err: error, endpoint: target.endpoint }, 'an endpoint was not rung for')
        }
      }),
    )
  }

  /** Calls in any case: whoever serves the endpoint looks once more. */
  async function call(target: WebhookTarget): Promise<void> {
    await client.workflow.signalWithStart(deliverWorkflow, {
      taskQueue: claimsQueue,
      workflowId: deliverWorkflowId(target.endpoint),
      args: [target],
      signal: ringSignal,
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      typedSearchAttributes: searchAttributes({ org: target.org }),
      staticSummary: `webhooks · ${target.endpoint}`,
      priority: { priorityKey: 3, fairnessKey: target.org },
    })
  }

  return { ring, call }
}

export type WebhookBell = ReturnType<typeof createWebhookBell>
