import { setTimeout } from 'node:timers/promises'
import type { Connection } from '@temporalio/client'
import proto from '@temporalio/proto'
import { attributes } from '../domain/names.ts'

const keyword = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
// gRPC's numbers.
const invalidArgument = 3
const alreadyExists = 6
const knownAttempts = 150
const retentionSeconds = 30 * 86_400

/**
 * Makes sure that the namespace and its search attributes are there. A server's own flags do nothing for a namespace
 * that exists already, and a workflow started with an attribute that is not registered is refused.
 */
export async function registerNames(connection: Connection, namespace: string): Promise<void> {
  await ensureNamespace(connection, namespace)
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  const missing = Object.values(attributes).filter((name) => !Object.hasOwn(customAttributes, name))
  if (missing.length === 0) return
  await tolerating(
    connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
    }),
  )
  await untilKnown(connection, namespace)
}

/** A server looks its attributes up in a cache that is up to a minute old; until then it refuses every start. */
async function untilKnown(connection: Connection, namespace: string): Promise<void> {
  const query = Object.values(attributes)
    .map((name) => `${name} = 'x'`)
    .join(' AND ')
  for (let attempt = 0; ; attempt += 1) {
    try {
      await connection.workflowService.countWorkflowExecutions({ namespace, query })
      return
    } catch (error) {
      if (!hasCode(error, invalidArgument) || attempt === knownAttempts) throw error
      await setTimeout(500)
    }
  }
}

async function ensureNamespace(connection: Connection, namespace: string): Promise<void> {
  await tolerating(
    connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: retentionSeconds as never },
    }),
  )
}

/** Two processes that boot at once both find it missing. */
async function tolerating(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!hasCode(error, alreadyExists)) throw error
  }
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
