import { beforeAll, expect, it } from '@jest/globals'
import { eventually } from '../support/eventually.ts'
import { hostileNames, seedPeople } from './seed.ts'
import type { Seeded } from './seed.ts'
import { axeFindings, useConsole } from './support.ts'
import type { Console, Watched } from './support.ts'

let seeded: Seeded
/** A rule that somebody asked for in vain. */
let unmet: string
const product = useConsole(async (each) => {
  seeded = await seedPeople(each)
  unmet = await seedUnmet(each)
})

interface Screen {
  name: string
  path: () => string
  /** What is there once it has all it asked for. */
  shows: string | RegExp
}

const user = (tab: string) => `/users?user=${seeded.ada}&tab=${tab}`
const rule = (search: string) => `/rules/${seeded.daily}?${search}`
const screens: Screen[] = [
  { name: 'overview', path: () => '/', shows: 'Points by rule' },
  { name: 'overview of an hour', path: () => '/?range=1h', shows: 'last hour' },
  { name: 'users', path: () => '/users', shows: '9,007,199,254,740,993' },
  { name: 'everybody', path: () => '/users?order=joined', shows: hostileNames.markup },
  { name: 'nobody found', path: () => '/users?q=nobody', shows: 'Show everybody' },
  { name: 'points', path: () => user('points'), shows: 'Bought a hat' },
  { name: 'why', path: () => user('why'), shows: 'Your server says so' },
  { name: 'statement', path: () => user('statement'), shows: 'Bought a hat' },
  { name: 'identities', path: () => user('identities'), shows: 'Your word' },
  { name: 'no such user', path: () => '/users?user=usr_nobody', shows: /no such user/i },
  { name: 'claims', path: () => '/claims', shows: 'Come by every day' },
  { name: 'rules', path: () => '/rules', shows: 'Come by every day' },
  { name: 'no such rules', path: () => '/rules?is=idle', shows: 'No rule is like that' },
  { name: 'rule', path: () => `/rules/${seeded.daily}`, shows: 'The server would take this rule' },
  { name: 'activity', path: () => rule('tab=activity'), shows: 'Ada' },
  { name: 'no such activity', path: () => rule('tab=activity&outcome=stuck'), shows: 'Show all' },
  { name: 'reasons', path: () => `/rules/${unmet}?tab=activity`, shows: 'Why it was not paid' },
  { name: 'history', path: () => rule('tab=history'), shows: 'The rule was made' },
  { name: 'types', path: () => '/rules/new', shows: 'token_hold_erc20' },
  { name: 'no such type', path: () => '/rules/new?q=nonsense', shows: 'No type is like that' },
  { name: 'new rule', path: () => '/rules/new?type=TokenHold', shows: 'as you go' },
  {
    name: 'receipt',
    path: () => `/claims/${encodeURIComponent(seeded.settled)}`,
    shows: 'Ada was paid 40 for Come by every day',
  },
  { name: 'no such receipt', path: () => '/claims/nothing', shows: /no such receipt/i },
  { name: 'no such page', path: () => '/nowhere', shows: 'There is no such page' },
]

const sizes = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }
const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  Object.entries(sizes).map(([size, viewport]) => ({
    name: `${size}, ${colorScheme}`,
    colorScheme,
    viewport,
  })),
)

let watched: Watched
beforeAll(async () => {
  watched = await product.openSignedIn()
})

// A screen is loaded once and looked at in every scheme and size, as somebody does who turns their phone.
it.each(screens)(
  '$name is clean in every look: no report, no error, no foreign request, no sideways scroll, nothing of axe',
  async ({ path, shows }) => {
    const { page, troubles } = watched
    await page.goto(path())
    for (const { name, colorScheme, viewport } of looks) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize(viewport)
      await page.getByText(shows).first().waitFor()
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      const found = { name, overflow, axe: await axeFindings(watched), troubles }
      expect(found).toEqual({ name, overflow: 0, axe: [], troubles: [] })
    }
  },
)

async function seedUnmet({ api, tenant }: Console): Promise<string> {
  const { id } = await api<{ id: string }>('POST', '/api/loyalty/rules', {
    ...{ type: 'external_rule', name: 'Not yet', amount: 5, interval: 'once', metadata: {} },
    ...{ trackProgress: true, startTime: '2026-01-01T00:00:00Z' },
    loyaltyCurrencyId: tenant.currency,
  })
  await api('POST', `/api/loyalty/rules/${id}/complete`, { userId: seeded.bob })
  const reasons = `/api/loyalty/rules/${id}/reasons`
  await eventually(async () => (await api<{ data: [] }>('GET', reasons)).data.length > 0)
  return id
}
