import { expect, it } from '@jest/globals'
import { seedPeople } from './seed.ts'
import type { Seeded } from './seed.ts'
import { useConsole } from './support.ts'

let seeded: Seeded
const product = useConsole(async (each) => {
  seeded = await seedPeople(each)
})

const pages: [name: string, path: () => string, asks: string, shows: string][] = [
  ['overview', () => '/', '/api/overview?range=24h', 'Points by rule'],
  ['rules', () => '/rules', '/api/loyalty/rules?', 'Come by every day'],
  ['editing', () => `/rules/${seeded.daily}`, '/api/loyalty/rule_types', 'would take this rule'],
  ['editing', () => '/rules/new', '/api/loyalty/rule_types', 'Hold an NFT'],
  ['users', () => `/users?user=${seeded.ada}`, '/summary', 'Points by source'],
  ['claims', () => '/claims?outcome=settled', '/api/loyalty/claims?', 'Come by every day'],
  ['receipt', () => `/claims/${seeded.settled}`, '/api/loyalty/receipts/', 'In the ledger'],
]

it.each(pages)(
  '%s: data is asked for before the code of the page is there, and once',
  async (...each) => {
    const [name, path, asks, shows] = each
    const { page, context, troubles } = await product.openSignedIn()
    const asked: string[] = []
    const first = Promise.withResolvers<void>()
    page.on('request', (request) => {
      const url = request.url().slice(product.services.baseUrl.length)
      if (url.startsWith('/api/') && request.method() === 'GET') asked.push(url)
      if (url.includes(asks)) first.resolve()
    })
    await context.route(`**/assets/${name}-*.js`, async (route) => {
      await first.promise
      await route.continue()
    })
    await page.goto(path())
    await page.getByText(shows).first().waitFor()
    expect(asked.filter((url, index) => asked.indexOf(url) !== index)).toEqual([])
    expect(troubles).toEqual([])
    await context.close()
  },
)

it('nothing but the session is asked for by who is not signed in', async () => {
  const { page, context } = await product.open()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto('/users')
  await page.getByLabel('API key').waitFor()
  expect(asked.filter((path) => path.startsWith('/api/'))).toEqual(['/api/session'])
  await context.close()
})
