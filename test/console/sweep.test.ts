import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hostileNames, seedPeople } from './seed.ts'
import type { Seeded } from './seed.ts'
import { axeFindings, useConsole } from './support.ts'
import type { Watched } from './support.ts'

let seeded: Seeded
const product = useConsole(async (each) => {
  seeded = await seedPeople(each)
})

interface Screen {
  name: string
  path: () => string
  /** What is there once it has all it asked for. */
  shows: string | RegExp
}

const user = (tab: string) => `/users?user=${seeded.ada}&tab=${tab}`
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
  { name: 'types', path: () => '/rules/new', shows: 'token_hold_erc20' },
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
  Object.entries(sizes).map(([size, viewport]) => ({ colorScheme, size, viewport })),
)

describe.each(looks)('on a $size, $colorScheme', ({ colorScheme, viewport }) => {
  let watched: Watched
  beforeAll(async () => {
    watched = await product.openSignedIn({ colorScheme, viewport })
  })
  afterAll(() => watched.context.close())

  it.each(screens)(
    '$name is clean: no report, no error, no foreign request, no sideways scroll, nothing of axe',
    async ({ path, shows }) => {
      const { page, troubles } = watched
      await page.goto(path())
      await page.getByText(shows).first().waitFor()
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      const found = { overflow, axe: await axeFindings(watched), troubles }
      expect(found).toEqual({ overflow: 0, axe: [], troubles: [] })
    },
  )
})
