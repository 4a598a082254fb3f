import { beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { eventually } from '../support/eventually.ts'
import { seedPeople } from './seed.ts'
import type { Seeded } from './seed.ts'
import { axeFindings, temporalUiUrl, useConsole } from './support.ts'
import type { Watched } from './support.ts'

let seeded: Seeded
let stuck: string
const product = useConsole(async (each) => {
  seeded = await seedPeople(each)
  const { api, tenant } = each
  const word = (userId: string) =>
    api<{ claimId: string }>('POST', `/api/loyalty/rules/${seeded.word}/complete`, { userId })
  const toldOf = await Promise.all([word(seeded.ada), word(seeded.bob)])
  const nobodyAnswers = await api<{ id: string }>('POST', '/api/loyalty/rules', {
    ...{ type: 'token_hold_erc20', name: 'Hold a coin', amount: 5, interval: 'once' },
    ...{ startTime: '2026-01-01T00:00:00Z', endTime: null, claimType: 'manual' },
    loyaltyCurrencyId: tenant.currency,
    collections: [{ address: `0x${'c0'.repeat(20)}`, network: 'mainnet' }],
    metadata: {},
  })
  const path = `/api/loyalty/rules/${nobodyAnswers.id}/complete`
  stuck = (await api<{ claimId: string }>('POST', path, { userId: seeded.bob })).claimId
  const receiptOf = (id: string) =>
    api<{ status: string; waiting: object | null }>('GET', `/api/loyalty/receipts/${id}`)
  await eventually(async () => {
    const waits = (await receiptOf(stuck)).waiting !== null
    const settled = await Promise.all(toldOf.map(({ claimId }) => receiptOf(claimId)))
    return waits && settled.every(({ status }) => status === 'rewarded')
  })
})

let watched: Watched
let page: Page
beforeAll(async () => {
  watched = await product.openSignedIn()
  page = watched.page
})

const rows = () => page.getByRole('row').filter({ has: page.getByRole('cell') })

it('a claim that is stuck leads an operator from the list to its workflow in Temporal', async () => {
  await page.goto('/claims?outcome=waiting')
  await page.getByRole('row', { name: /Hold a coin/ }).click()
  await page.getByText('Waiting').first().waitFor()
  const link = page.getByRole('link', { name: 'Open it in Temporal' })
  const { workflow } = await product.api<{ workflow: { path: string } }>(
    'GET',
    `/api/loyalty/receipts/${stuck}`,
  )
  expect(await link.getAttribute('href')).toBe(`${temporalUiUrl}${workflow.path}`)
})

it('several are chosen by the space bar and voided, counted first, and once', async () => {
  await page.goto(`/claims?rule=${seeded.word}&outcome=settled`)
  await rows().first().focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  expect(await axeFindings(watched)).toEqual([])
  await page.getByRole('button', { name: 'Void 2…' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByText('2 claims, 80 points taken back.').waitFor()
  await dialog.getByRole('button', { name: 'Void 2 claims' }).click()
  await dialog.getByText('Say why').waitFor()
  await dialog.getByLabel('Reason').fill('Paid by mistake')
  await dialog.getByRole('button', { name: 'Void 2 claims' }).dblclick()
  await page.getByText('Voided 2 claims').waitFor()
  await dialog.waitFor({ state: 'detached' })
  const told = await product.api<{ data: { description: string | null }[] }>(
    'GET',
    `/api/loyalty/accounts/${seeded.ada}/statement?limit=100`,
  )
  const undone = told.data.filter(({ description }) => description === 'Paid by mistake')
  expect(undone).toHaveLength(1)
})

it('all that a filter finds are checked again, and what is left alone says why', async () => {
  await page.goto(`/claims?user=${seeded.bob}`)
  await page.getByRole('row', { name: /Hold a coin/ }).waitFor()
  await page.getByRole('button', { name: 'Check all again…' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByText('1 claim left alone: The claim is rewarded.').waitFor()
  await dialog.getByRole('button', { name: 'Check 1 claim again' }).click()
  await page.getByText('1 claim under way again').waitFor()
})

it('without a filter and a choice nothing is offered', async () => {
  await page.goto('/claims')
  await rows().first().waitFor()
  expect(await page.getByRole('group', { name: 'Several claims' }).count()).toBe(0)
  await rows().first().getByRole('checkbox').click()
  await page.getByRole('button', { name: 'Check 1 again…' }).waitFor()
  await page.getByRole('button', { name: 'Choose none' }).click()
  expect(await page.getByRole('group', { name: 'Several claims' }).count()).toBe(0)
  expect(watched.troubles).toEqual([])
})
