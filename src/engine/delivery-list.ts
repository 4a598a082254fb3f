import type { Delivery } from '../store/deliveries.ts'
import type { Store } from '../store/index.ts'
import { notFound } from './scope.ts'
import type { Scope } from './scope.ts'

export interface DeliveryFilter {
  endpoint: string
  state?: Delivery['state'] | undefined
}

/** What webhooks were told and are to be told. */
export function createDeliveryList({
  deliveries,
  webhookEndpoints,
}: Pick<Store, 'deliveries' | 'webhookEndpoints'>) {
  /** Newest first. Throws `not_found` for an endpoint that is not there, or is another key's. */
  async function list(
    { org, website }: Scope,
    { endpoint: id, state }: DeliveryFilter,
    { after, limit }: { after?: string | undefined; limit: number },
  ): Promise<Delivery[]> {
    const endpoint = await webhookEndpoints.find(org, id)
    const isTheirs = website === undefined || endpoint?.holder === website
    if (!endpoint || !isTheirs) throw notFound('webhook endpoint', '/endpointId')
    return deliveries.list({ org, endpoint: id }, state ? { state } : {}, after, limit)
  }

  return { list }
}

export type DeliveryList = ReturnType<typeof createDeliveryList>
