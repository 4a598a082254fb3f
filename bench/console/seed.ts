import { setTimeout as delay } from 'node:timers/promises'
import { inParallel } from '../statistics.ts'
import { seed } from '../seed.ts'
import type { Product } from '../product.ts'

export const names = { paying: 'Come by every day', holding: 'Hold one of ours' }

/** Rules, users and claims; all but the users through the API, as integrators make them. */
export async function seedConsole({ mongoUrl, baseUrl }: Product, users: number, paid: number) {
  const tenant = await seed(mongoUrl, users)
  const common = { amount: 40, startTime: '2026-01-01T00:00:00Z', endTime: null, metadata: {} }
  const addRule = (rule: object) =>
    ask<{ id: string }>('POST', '/api/loyalty/rules', {
      ...{ ...common, loyaltyCurrencyId: tenant.currency, ...rule },
    })
  // The first of the list are in sight, and these two are looked for.
  const [paying, holding] = await Promise.all([
    addRule({ type: 'check_in', name: names.paying, interval: 'daily' }),
    addRule({
      ...{ type: 'TokenHold', name: names.holding, claimType: 'auto' },
      ...{ frequency: 'daily', interval: 'daily' },
      collections: [{ address: `0x${'c'.repeat(40)}`, network: 'mainnet' }],
    }),
  ])
  const others = Array.from({ length: 30 }, (_, n) => `Said by a server, ${n}`)
  await Promise.all(
    others.map((name) => addRule({ type: 'external_rule', name, interval: 'once' })),
  )
  const claims: string[] = []
  await inParallel(paid, 8, async (index) => {
    const path = `/api/loyalty/rules/${paying.id}/complete`
    const { claimId } = await ask<{ claimId: string }>('POST', path, {
      userId: tenant.users[index],
    })
    claims.push(claimId)
    await until(async () => {
      const { status } = await ask<{ status: string }>('GET', `/api/loyalty/receipts/${claimId}`)
      return status === 'rewarded'
    })
  })
  await until(async () => {
    const { pointsByRule } = await ask<{ pointsByRule: unknown[] }>('GET', '/api/overview')
    return pointsByRule.length > 0
  })
  await tenant.close()
  const [user = ''] = tenant.users
  return { key: tenant.key, user, claim: claims[0] ?? '', paying: paying.id, holding: holding.id }

  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(baseUrl + path, {
      method,
      headers: { 'x-api-key': tenant.key, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (answer.ok) return (await answer.json()) as T
    throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('what was seeded did not come about in a minute')
    await delay(100)
  }
}
