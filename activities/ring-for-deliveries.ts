import type { Dependencies } from './index.ts'

const atOnce = 50

/** Makes up for whoever died between writing something down for an endpoint and ringing for it. */
export function createRingForDeliveries({
  store,
  webhookBell,
  now,
  strandedAfterSeconds,
}: Dependencies) {
  /** Rings where something has been due for a while; for how many endpoints. */
  return async function ringForDeliveries(): Promise<number> {
    const at = now()
    const before = new Date(at.getTime() - strandedAfterSeconds * 1000)
    let rung = 0
    for (let after: string | undefined; ;) {
      const some = await store.webhookEndpoints.callable(at, after, atOnce)
      const targets = some.map(({ org, _id }) => ({ org, endpoint: _id }))
      const due = await Promise.all(targets.map((target) => store.deliveries.nextDue(target)))
      const overdue = targets.filter((_target, index) => (due[index] ?? at) < before)
      await Promise.all(overdue.map((target) => webhookBell.call(target)))
      rung += overdue.length
      after = some.at(-1)?._id
      if (some.length < atOnce) return rung
    }
  }
}
