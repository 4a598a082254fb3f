import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from '../../src/domain/claim.ts'
import { Failure } from '../../src/domain/failure.ts'
import { claimsQueue } from '../../src/domain/names.ts'
import { later, met, unmet } from '../../src/domain/verdict.ts'
import { timeSkipping } from './environment.ts'
import type { TimeSkipping } from './environment.ts'
import { execute, findingsOf, pageOf, recordingSettle } from './facts.ts'

let server: TimeSkipping

beforeAll(async () => {
  server = await timeSkipping([claimsQueue, 'verify.records'])
}, 60_000)
afterAll(() => server.stop(), 60_000)

it('pays what was met, by the rule type it is named after', async () => {
  const { settled, settle } = recordingSettle(server)
  const verify = async (page: Page) => findingsOf(page, met(1))
  server.use({ verify, settle })
  const tally = await execute(server, 'drip_x_follow', pageOf('rul_1:usr_1:0'))
  expect(tally).toEqual({ rewarded: 1 })
  expect(settled).toMatchObject([
    { claim: 'rul_1:usr_1:0', outcome: { status: 'rewarded', rewards: [{ amount: '100' }] } },
  ])
})

it('waits as long as the provider asked, then pays', async () => {
  const { settled, settle } = recordingSettle(server)
  let calls = 0
  const began = await server.environment.currentTimeMs()
  const verify = async (page: Page) => {
    calls += 1
    if (calls === 1)
      throw new Failure('provider_limited', 'x answered 429', { retryAfterSeconds: 900 })
    return findingsOf(page, met(1))
  }
  server.use({ verify, settle })
  await execute(server, 'drip_x_follow', pageOf('rul_1:usr_2:0'))
  expect(calls).toBe(2)
  expect(settled).toHaveLength(1)
  expect((settled[0]?.at ?? 0) - began).toBeGreaterThanOrEqual(900_000)
})

it('never calls a provider that stays down "not met"', async () => {
  const { settled, settle } = recordingSettle(server)
  const verify = async () => {
    throw new Failure('provider_unavailable', 'github did not answer')
  }
  server.use({ verify, settle })
  await execute(server, 'github_merge_PR', pageOf('rul_1:usr_3:0'))
  expect(settled.map(({ outcome }) => outcome)).toEqual([
    { status: 'failed', code: 'provider_unavailable', message: 'github did not answer' },
  ])
})

it('does not ask again when asking again cannot help', async () => {
  const { settled, settle } = recordingSettle(server)
  let calls = 0
  const verify = async () => {
    calls += 1
    throw new Failure('not_connected', 'Discord not connected')
  }
  server.use({ verify, settle })
  await execute(server, 'discord_member', pageOf('rul_1:usr_4:0'))
  expect(calls).toBe(1)
  expect(settled[0]?.outcome).toEqual({
    status: 'failed',
    code: 'not_connected',
    message: 'Discord not connected',
  })
})

it('looks again when a verdict can be known', async () => {
  const { settled, settle } = recordingSettle(server)
  const began = await server.environment.currentTimeMs()
  const day = 86_400_000
  let calls = 0
  const verify = async (page: Page) => {
    calls += 1
    return findingsOf(
      page,
      calls === 1 ? later(new Date(began + 3 * day), 'not_final', 'not final yet') : met(1),
    )
  }
  server.use({ verify, settle })
  await execute(server, 'TokenHold', pageOf('rul_1:usr_5:0'))
  expect(settled.map(({ outcome }) => outcome.status)).toEqual(['waiting', 'rewarded'])
  expect((settled[1]?.at ?? 0) - began).toBeGreaterThanOrEqual(3 * day)
})

it('gives a delayed claim its delay before the first look', async () => {
  const { settled, settle } = recordingSettle(server)
  const began = await server.environment.currentTimeMs()
  const looks: number[] = []
  const verify = async (page: Page) => {
    looks.push(await server.environment.currentTimeMs())
    return findingsOf(page, met(1))
  }
  const page = { ...pageOf('rul_1:usr_6:0'), notBefore: new Date(began + 600_000).toISOString() }
  server.use({ verify, settle })
  await execute(server, 'link_click', page)
  expect(looks).toHaveLength(1)
  expect((looks[0] ?? 0) - began).toBeGreaterThanOrEqual(600_000)
  expect(settled[0]?.outcome.status).toBe('rewarded')
})

it('says in its result what was not met', async () => {
  const { settle } = recordingSettle(server)
  const verify = async (page: Page) => findingsOf(page, unmet('not_following', 'please follow'))
  server.use({ verify, settle })
  const tally = await execute(server, 'drip_x_follow', pageOf('rul_1:usr_7:0'))
  expect(tally).toEqual({ unmet: 1 })
})
