import { beforeAll, expect, it } from '@jest/globals'
import type { Locator, Page } from 'playwright-core'
import { eventually } from '../support/eventually.ts'
import { useConsole } from './support.ts'
import type { Watched } from './support.ts'

const product = useConsole(async ({ api }) => {
  for (const name of ['Ada', 'Bob']) {
    await api('POST', '/api/users/metadatas', { externalIdentifier: name, displayName: name })
  }
})

// One page for all journeys: what each leaves behind is of a rule of its own.
let watched: Watched
beforeAll(async () => {
  watched = await product.openSignedIn()
})

it('a rule is made paused, goes on, is claimed, explains itself, and refuses claims once it is paused', async () => {
  const { page, troubles } = watched
  await page.goto('/rules')
  await page.getByText('No rules yet').waitFor()
  await page.getByRole('link', { name: 'New rule' }).first().click()
  await page.getByRole('link', { name: 'check_in' }).click()
  await page.getByLabel('Name').fill('Come by every week')
  await page.getByLabel('Amount').fill('25')
  await page.getByRole('switch', { name: 'Paused' }).click()
  await page.getByText('The server would take this rule').waitFor()
  const told = await jsonOf(page)
  await page.keyboard.press('Control+s')
  await page.waitForURL(/\/rules\/rul_/)
  await page.getByText('Paused', { exact: true }).first().waitFor()
  const rule = idIn(page)
  expect((await editsOf(rule))[0]?.rule).toEqual(told)

  const [ada, bob] = await usersNamed('Ada', 'Bob')
  expect((await claim(rule, ada)).status).toBe(409)
  await pauseOrResume(page, 'Resume', 'Claims are taken again')
  await page.getByRole('main').getByText('Live', { exact: true }).waitFor()
  const { body } = await claim(rule, ada)
  await settled(String(body['claimId']))

  await page.getByRole('tab', { name: 'Activity' }).click()
  await page.getByRole('row', { name: /Ada/ }).click()
  await page.getByRole('heading', { name: 'Ada was paid 25 for Come by every week' }).waitFor()
  await page.goBack()
  await page.waitForURL(/tab=activity/)

  await pauseOrResume(page, 'Pause', 'New claims are refused')
  await page.getByText('It takes no claims').waitFor()
  expect((await claim(rule, bob)).body['code']).toBe('rule_inactive')
  expect(troubles).toEqual([])
})

it('a rule that changes keeps what it said; what a version would change is shown before it is restored', async () => {
  const { id } = await madeRule({ name: 'Weekly', amount: 25 })
  await product.api('POST', `/api/loyalty/rules/${id}`, { amount: 1500, interval: 'weekly' })
  const { page, troubles } = watched
  await page.goto(`/rules/${id}?tab=history`)
  const [second, first] = [2, 1].map((n) =>
    page.getByRole('listitem').filter({ hasText: `Version ${n}` }),
  )
  await second?.getByText('Live', { exact: true }).waitFor()
  await second?.getByText('by live key').waitFor()
  expect(await changesIn(second)).toEqual([
    'Amount: 25 becomes 1,500',
    'How often a user is paid: Daily becomes Weekly',
  ])
  await page.getByRole('button', { name: 'The live one' }).click()
  await page.waitForURL(/against=live/)
  await second?.getByText('This is what it says').waitFor()
  expect((await changesIn(first))[0]).toBe('Amount: 25 becomes 1,500')

  await page.getByRole('button', { name: 'Restore version 1...' }).click()
  const question = page.getByRole('alertdialog')
  await question.getByText('2 fields will say something else').waitFor()
  expect((await changesIn(question))[0]).toBe('Amount: 1,500 becomes 25')
  await question.getByRole('button', { name: 'Restore as version 3' }).click()
  await page.getByText('Restored version 1 as version 3').waitFor()
  await page.getByRole('heading', { name: 'Version 3', exact: true }).waitFor()
  const rules = (await editsOf(id)).map(({ rule }) => rule)
  expect(rules[0]).toEqual(rules[2])
  expect(troubles).toEqual([])
})

it('changes are kept in the tab, leaving with them is asked once, and Ctrl S saves them', async () => {
  const { id } = await madeRule({ name: 'Kept', amount: 1 })
  const { page } = watched
  await page.goto(`/rules/${id}`)
  await page.getByLabel('Amount').fill('30')
  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByRole('heading', { name: 'Version 1' }).waitFor()
  await page.getByRole('link', { name: 'Users' }).click()
  const question = page.getByRole('alertdialog')
  await question.getByRole('button', { name: 'Stay' }).click()
  await question.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Users' }).click()
  await question.getByRole('button', { name: 'Leave' }).click()
  await page.waitForURL(/\/users/)

  await page.goto(`/rules/${id}`)
  await page.getByText('Not saved yet').waitFor()
  // Somebody else pauses it meanwhile, which saving does not take back.
  await product.api('POST', `/api/loyalty/rules/${id}/pause`, {})
  await page.getByLabel('Amount').press('Control+s')
  await page.getByText('Saved version 3').waitFor()
  const path = `/api/loyalty/rules/${id}`
  expect(await product.api('GET', path)).toMatchObject({ amount: 30, isPaused: true })
  await page.getByRole('link', { name: 'Users' }).click()
  await page.waitForURL(/\/users/)
})

it('what a save is refused for stands at its field, and somebody who is in a hurry loses nothing', async () => {
  const { id } = await madeRule({ name: 'Hurried', amount: 1 })
  const { page } = watched
  await page.goto(`/rules/${id}`)
  await page.getByText('The server would take this rule').waitFor()
  const ends = page.getByLabel('Ends')
  // Faster than the check, which has not heard of it yet.
  await ends.fill('2020-01-01T00:00')
  await ends.press('Control+s')
  await page.getByText('Must be later than startTime.').first().waitFor()
  await expectInvalid(ends, true)
  await ends.fill('2099-01-01T00:00')
  await ends.press('Control+s')
  await page.getByText('Saved version 2').waitFor()
})

it("the server's pointers land on their fields, and only where somebody has been", async () => {
  const { page } = watched
  await page.goto('/rules/new?type=TokenHold')
  await page.getByRole('button', { name: 'Add to collections' }).click()
  const [name, address, network] = ['Name', 'Address of the contract', 'Network'].map((label) =>
    page.getByLabel(label),
  )
  await expectInvalid(network, true)
  await expectInvalid(name, false)
  await page.getByRole('button', { name: 'Create rule' }).click()
  await page.getByText('Still to be mended').waitFor()
  await expectInvalid(name, true)

  await name?.fill('Hold one')
  await page.getByLabel('Amount').fill('5')
  await address?.fill('nowhere')
  await network?.selectOption({ label: 'Mainnet' })
  await page.locator('.error', { hasText: 'Must be the address of a contract' }).waitFor()
  await expectInvalid(address, true)
  await expectInvalid(network, false)
  await page.getByRole('button', { name: 'Collections, row 1, Address of the contract' }).click()
  expect(await address?.evaluate((element) => element.matches(':focus'))).toBe(true)
})

it('types are found by what they are about, and those that cannot be used here say why', async () => {
  const { page } = watched
  await page.goto('/rules/new')
  await page.getByText('X_BEARER_TOKEN is not set in this deployment').first().waitFor()
  expect(await page.getByRole('link', { name: 'drip_x_follow' }).count()).toBe(0)
  await page.getByRole('searchbox').fill('wallet')
  await page.waitForURL(/q=wallet/)
  const found = await page.locator('.type-card code').allTextContents()
  expect(found).toContain('connect_wallet')
  expect(found).not.toContain('check_in')
  await page.getByRole('searchbox').fill('nonsense')
  await page.getByRole('link', { name: 'Show all' }).click()
  await page.getByRole('link', { name: 'check_in' }).waitFor()
})

it('a rule that is over or deleted says what that means, and comes back', async () => {
  const ended = await madeRule({ name: 'Ended', amount: 1, endTime: '2026-02-01T00:00:00Z' })
  const gone = await madeRule({ name: 'Gone', amount: 1 })
  await product.api('DELETE', `/api/loyalty/rules/${gone.id}`)
  const { page } = watched
  await page.goto(`/rules/${ended.id}`)
  await page.getByText('It ended 1 Feb 2026, 00:00 UTC').waitFor()
  expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0)
  await page.goto(`/rules/${gone.id}`)
  await page.getByText('It pays nobody any more').waitFor()
  expect(await page.getByLabel('Amount').isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Bring back' }).click()
  await page.getByRole('button', { name: 'Pause...' }).waitFor()
})

it('a keystroke redraws the field that it is for, and no other', async () => {
  const { id } = await madeRule({ name: 'Typed', amount: 1 })
  const { page } = watched
  await page.addInitScript(watchRedraws)
  await page.goto(`/rules/${id}`)
  await page.getByText('The server would take this rule').waitFor()
  await page.evaluate('redrawn.clear()')
  await page.getByLabel('Name').pressSequentially(' twice')
  await page.getByText('Not saved yet').waitFor()
  expect(await page.evaluate('[...redrawn]')).toEqual(['/name'])
})

/**
 * React tells the tools of developers of each time that it has drawn, and shows them the tree. What was not drawn again has the
 * very properties that it had.
 */
const watchRedraws = `
  const drawn = new Map()
  window.redrawn = new Set()
  const look = (fiber) => {
    for (let each = fiber; each; each = each.sibling) {
      const at = typeof each.type === 'string' ? each.memoizedProps['data-at'] : undefined
      if (at !== undefined && drawn.get(at) !== each.memoizedProps) redrawn.add(at)
      if (at !== undefined) drawn.set(at, each.memoizedProps)
      look(each.child)
    }
  }
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot: (_id, root) => look(root.current.child),
    onCommitFiberUnmount() {},
    onPostCommitFiberRoot() {},
  }`

const madeRule = (more: object) =>
  product.api<{ id: string }>('POST', '/api/loyalty/rules', {
    ...{ type: 'check_in', interval: 'daily', startTime: '2026-01-01T00:00:00Z', metadata: {} },
    ...{ loyaltyCurrencyId: product.tenant.currency, ...more },
  })

const editsOf = async (rule: string) =>
  (
    await product.api<{ data: { rule: object }[] }>(
      ...(['GET', `/api/loyalty/rule_edits?ruleId=${rule}`] as const),
    )
  ).data

async function usersNamed(...names: string[]): Promise<string[]> {
  const { data } = await product.api<{
    data: { id: string; userMetadata: { displayName: string }[] }[]
  }>(...(['GET', '/api/users?limit=100'] as const))
  return names.map(
    (name) => data.find(({ userMetadata }) => userMetadata[0]?.displayName === name)?.id ?? '',
  )
}

const claim = (rule: string, userId = '') =>
  product.services.call(product.tenant.key, 'POST', `/api/loyalty/rules/${rule}/complete`, {
    userId,
  })

async function settled(claimId: string): Promise<void> {
  const receipt = `/api/loyalty/receipts/${claimId}`
  await eventually(
    async () => (await product.api<{ status: string }>('GET', receipt)).status === 'rewarded',
  )
}

async function pauseOrResume(page: Page, what: 'Pause' | 'Resume', means: string): Promise<void> {
  await page.getByRole('button', { name: `${what}...` }).click()
  const question = page.getByRole('alertdialog')
  await question.getByText(means).waitFor()
  await question.getByRole('button', { name: what, exact: true }).click()
  await question.waitFor({ state: 'detached' })
}

async function changesIn(place: Locator | undefined): Promise<string[]> {
  const lines = place?.locator('.changes > li')
  return (
    (await lines?.evaluateAll((items) =>
      items.map((item) => {
        const [label, from, to] = [...item.querySelectorAll('.strong, del, ins')]
        return `${label?.textContent}: ${from?.textContent} becomes ${to?.textContent}`
      }),
    )) ?? []
  )
}

function idIn(page: Page): string {
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

async function jsonOf(page: Page): Promise<object> {
  await page.getByRole('tab', { name: 'JSON' }).click()
  return JSON.parse((await page.locator('.beside pre').textContent()) ?? '') as object
}

async function expectInvalid(control: Locator | undefined, isInvalid: boolean) {
  await control?.and(control.page().locator(`[aria-invalid=${isInvalid}]`)).waitFor()
}
