import { join } from 'node:path'
import { createApiOperations, isSlow } from './api-calls.ts'
import { createApiDoor } from './api-door.ts'
import type { Engine } from './engine.ts'
import { mongoUrlOf } from './mongo-url.ts'
import { productDatabase, startProduct } from './product.ts'
import type { Product } from './product.ts'
import { accountIn, seedProgramme } from './programme.ts'
import type { Programme } from './programme.ts'
import type { Random } from './random.ts'
import { openSide } from './side.ts'
import type { Side } from './side.ts'

const people = 30
const patienceMs = 9_000

/** The product, and clients of both its doors. */
export async function openProductSide(
  dir: string,
  engine: Engine,
  random: Random,
): Promise<{ product: Product; side: Side }> {
  const programme = await seedProgramme(mongoUrlOf(engine.address), productDatabase, people)
  const product = await startProduct(dir, engine)
  try {
    const rule = await createRule(product.baseUrl, programme)
    const door = createApiDoor(product.baseUrl, programme)
    const side = await openSide({
      logFile: join(dir, 'product-clients.log'),
      ...{ random, patienceMs, isSlow },
      doors: [door],
      draw: createApiOperations(random, programme, rule),
      db: engine.client.db(productDatabase),
      accounts: programme.users.map(({ id }) => accountIn(programme, id)),
    })
    return { product, side }
  } catch (error) {
    await product.stop()
    throw error
  }
}

/** A rule that the caller's word fulfils, as often as it likes. */
async function createRule(baseUrl: string, programme: Programme): Promise<string> {
  const { org, website, currency, key } = programme
  const response = await fetch(`${baseUrl}/api/loyalty/rules`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({
      ...{ organizationId: org, websiteId: website, loyaltyCurrencyId: currency },
      ...{ name: 'the caller says so', type: 'external_rule', amount: 10, metadata: {} },
      ...{ frequency: 'none', interval: 'unlimited', startTime: '2026-01-01T00:00:00Z' },
      ...{ endTime: null, effectiveStartTime: null, effectiveEndTime: null },
    }),
  })
  const body = (await response.json()) as { id?: string }
  if (!body.id) throw new Error(`the rule was refused: ${JSON.stringify(body)}`)
  return body.id
}
