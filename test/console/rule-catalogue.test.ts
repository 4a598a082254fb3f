import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Locator, Page, Response } from 'playwright-core'
import { fieldsOf } from '../../console/src/form/schema.ts'
import type { Schema } from '../../console/src/form/schema.ts'
import { factsOf, isShown } from '../../console/src/form/shown.ts'
import { defaultsOf, isWithin, pointerOf } from '../../console/src/form/values.ts'
import { createGithub } from '../../sandbox/github/index.ts'
import { createControl } from '../../sandbox/kit/control.ts'
import { startVendor } from '../../sandbox/kit/vendor.ts'
import type { Vendor } from '../../sandbox/kit/vendor.ts'
import { xApp } from '../../sandbox/x/caller.ts'
import { startX } from '../../sandbox/x/x.ts'
import { ruleTypes } from '../../src/rules/catalog.ts'
import { useConsole } from './support.ts'
import type { Watched } from './support.ts'

/** What people do in a form, by what they read there. */
type Step =
  | readonly ['fill', label: string, value: string]
  | readonly ['choose', label: string, option: string]
  | readonly ['add', list: string]
  | readonly ['turn on', label: string]
  | readonly ['open', more: string]

const contract = `0x${'c0'.repeat(20)}`
const snowflake = '175928847299117063'
const event: Step[] = [
  ['fill', 'Platform', 'wowhaus'],
  ['fill', 'Event category', 'dices'],
  ['fill', 'Event name', 'GameSession'],
  ['choose', 'Recurrence', 'Daily'],
]

/** What a rule of each type needs beyond a name and an amount. */
const steps: Record<string, readonly Step[]> = {
  check_in: [
    ['turn on', 'Streaks'],
    ['add', 'Milestones'],
    ['fill', 'When the streak reaches', '7'],
    ['fill', 'Pays', '100'],
  ],
  claimr_events_count: [...event, ['fill', 'Events count', '5']],
  claimr_events_value: [
    ...event,
    ['fill', 'Query', '[].data.bet'],
    ['fill', 'Example event', '{"name": "GameSession", "data": {"bet": 5}}'],
    ['fill', 'Events value', '500'],
  ],
  claimr_number_value: [['fill', 'Expected number', '10']],
  claimr_score: [],
  claimr_stream_value: [
    ['fill', 'Stream', 'likes'],
    ['fill', 'Goal', '10'],
  ],
  connect_wallet: [['choose', 'Kind of wallet', 'Evm']],
  discord_member: [
    ['add', 'Servers, all of them needed'],
    ['fill', 'Server id', snowflake],
    ['add', 'Roles, all of them needed'],
    ['fill', 'Role id', snowflake],
  ],
  drip_x_follow: [['fill', 'Handle', 'acme']],
  drip_x_tweet: [
    ['fill', 'Post', 'https://x.com/acme/status/POST'],
    ['turn on', 'Asks for a repost'],
  ],
  external_rule: [
    ['turn on', 'Track progress'],
    ['choose', 'Progress is', 'Counter'],
    ['add', 'Tiers'],
    ['fill', 'From', '1'],
    ['fill', 'To', '9'],
    ['fill', 'Pays', '0.10'],
  ],
  github_merge_PR: [['fill', 'Repository', 'https://github.com/acme/widgets']],
  link_click: [
    ['fill', 'Link', 'https://example.test/page'],
    ['open', 'How members see it'],
    ['fill', 'Address', 'https://example.test/button'],
  ],
  TokenHold: [
    ['add', 'Collections'],
    ['fill', 'Address of the contract', contract],
    ['choose', 'Network', 'Mainnet'],
    ['fill', 'Token ids that count', '1\n340282366920938463463374607431768211456'],
    ['turn on', 'Tiers carry multipliers instead of points'],
    ['add', 'Tiers'],
    ['fill', 'From', '1'],
    ['fill', 'To', '9007199254740991'],
    ['fill', 'Pays', '10'],
    ['fill', 'Multiplier', '1.5'],
  ],
  token_hold_erc20: [
    ['add', 'Tokens'],
    ['fill', 'Address of the contract', contract],
    ['choose', 'Network', 'Mainnet'],
  ],
}

const vendors: Vendor[] = []
let post = ''
const product = useConsole(undefined, async () => {
  const [x, github] = await Promise.all([startX(), startVendor(createGithub())])
  vendors.push(x, github)
  const told = await createControl(x.url).do({ do: 'post', who: 'acme', text: 'gm' })
  post = told['id'] ?? ''
  await createControl(github.url).do({ do: 'create_repo', who: 'acme', name: 'widgets' })
  return {
    ...{ X_API_URL: x.url, X_BEARER_TOKEN: xApp.bearer, GITHUB_API_URL: github.url },
    ...{ DISCORD_BOT_TOKEN: 'bot', RPC_URLS: '{"mainnet": "http://127.0.0.1:1"}' },
  }
})
afterAll(() => Promise.all(vendors.map((vendor) => vendor.stop())))

let watched: Watched
let schemas: Map<string, Schema>
beforeAll(async () => {
  const { data } = await product.api<{ data: { type: string; schema: Schema }[] }>(
    ...(['GET', '/api/loyalty/rule_types'] as const),
  )
  schemas = new Map(data.map(({ type, schema }) => [type, schema]))
  watched = await product.openSignedIn()
  await watched.page.goto('/rules/new')
})

// One page for all of them, which goes from form to form without being loaded again.
it.each(ruleTypes.map(({ type }) => type))(
  'a rule of %s is typed, checked and stored as its form and its JSON say',
  async (type) => {
    const { page, troubles } = watched
    const schema = schemas.get(type) ?? {}
    const checked = page.waitForResponse((answer) => isCheckOf(answer, type))
    await page.evaluate(`history.pushState({}, '', '/rules/new?type=${type}')`)
    const { errors } = (await (await checked).json()) as Checked
    const form = page.locator('form')
    await form.waitFor()

    const drawn = await page.evaluate<Drawn>(controlsOfForm)
    const facts = factsOf(fieldsOf(schema), defaultsOf(schema))
    const wanted = fieldsOf(schema).filter((field) => isShown(field, facts))
    expect(drawn.controls).toEqual(
      Object.fromEntries(wanted.map(({ path, label }) => [pointerOf(path), label])),
    )
    const keys = keysIn(schema).filter((key) => /[a-z][A-Z]|_/.test(key))
    expect(keys.filter((key) => drawn.words.includes(key))).toEqual([])

    await expectToLand(page, errors)
    await page.getByLabel('Name', { exact: true }).fill(`A rule of ${type}`)
    if (type !== 'claimr_score') await page.getByLabel('Amount', { exact: true }).fill('25')
    for (const step of steps[type] ?? []) await take(form, step)
    await page.getByText('The server would take this rule').waitFor()
    const told = await jsonOf(page)
    await page.getByRole('button', { name: 'Create rule' }).click()
    await page.waitForURL(/\/rules\/rul_/)
    const id = new URL(page.url()).pathname.split('/').at(-1)
    const { data } = await product.api<{ data: { rule: object }[] }>(
      ...(['GET', `/api/loyalty/rule_edits?ruleId=${id}`] as const),
    )
    expect(data.map(({ rule }) => rule)).toEqual([told])
    expect(troubles).toEqual([])
  },
)

interface Drawn {
  /** The label of each field that has a control, by its place. */
  controls: Record<string, string>
  words: string[]
}

/** What is in the form: run in the page, which knows what a label labels. */
const controlsOfForm = `(() => {
  const form = document.querySelector('form')
  const controls = {}
  for (const place of form.querySelectorAll('[data-at]')) {
    if (place.parentElement.closest('[data-at]')) continue
    const control = place.querySelector('input, textarea, select, button')
    const named = control.labels?.[0] ?? document.getElementById(control.getAttribute('aria-labelledby'))
    const label = place.querySelector('legend') ?? named
    controls[place.dataset.at] = label.textContent.replace(/, UTC| optional$/g, '')
  }
  return { controls, words: form.innerText.split(/[^\\w]+/) }
})()`

/** The page asks about the rule that it has just made, too. */
function isCheckOf(answer: Response, type: string): boolean {
  if (!answer.url().endsWith('/rules/validate')) return false
  const draft = answer.request().postDataJSON() as { type: string }
  return draft.type === type
}

interface Checked {
  errors: { pointer: string }[]
}

/** Whatever the server has against an empty rule stands at a field, and the first such field is gone to. */
async function expectToLand(page: Page, errors: Checked['errors']): Promise<void> {
  await page.getByRole('button', { name: 'Create rule' }).click()
  await page.locator('[data-at="/name"] :focus').waitFor()
  const marked = await page.evaluate<string[]>(
    `[...document.querySelectorAll('[data-invalid]')].map(({ dataset }) => dataset.at)`,
  )
  expect(errors.length).toBeGreaterThan(0)
  expect(errors.filter(({ pointer }) => !marked.some((at) => isWithin(pointer, at)))).toEqual([])
}

async function jsonOf(page: Page): Promise<object> {
  await page.getByRole('tab', { name: 'JSON' }).click()
  const told = (await page.locator('.beside pre').textContent()) ?? ''
  return JSON.parse(told) as object
}

async function take(form: Locator, [does, label, value = '']: Step): Promise<void> {
  const name = new RegExp(`^${label}( optional)?$`)
  if (does === 'fill') await form.getByLabel(name).fill(value.replace('POST', post))
  else if (does === 'open') await form.getByText(label).click()
  else if (does === 'turn on') await form.getByRole('switch', { name }).click()
  else if (does === 'add') {
    await form.getByRole('button', { name: `Add to ${label.split(',')[0]?.toLowerCase()}` }).click()
  } else await form.getByLabel(name).selectOption({ label: value })
}

function keysIn({ properties = {}, items, anyOf = [] }: Schema): string[] {
  const within = [...Object.values(properties), ...(items ? [items] : []), ...anyOf]
  return [...Object.keys(properties), ...within.flatMap(keysIn)]
}
