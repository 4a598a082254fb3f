import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Finding, Page } from '../../src/domain/claim.ts'
import { Failure } from '../../src/domain/failure.ts'
import { claimsQueue } from '../../src/domain/names.ts'
import { met } from '../../src/domain/verdict.ts'
import { timeSkipping } from './environment.ts'
import type { TimeSkipping } from './environment.ts'
import { execute, findingsOf, pageOf, recordingSettle, terms } from './facts.ts'

// A file, and so a server, of its own: the test server's clock stands still after it has seen an abandoned child.
let server: TimeSkipping

beforeAll(async () => {
  server = await timeSkipping([claimsQueue, 'verify.records'])
}, 60_000)
afterAll(() => server.stop(), 60_000)

it('settles 194 of a page of 200 at once, and lets two limited ones wait by themselves', async () => {
  const { settled, settle } = recordingSettle(server)
  const claims = Array.from({ length: 200 }, (_, index) => `rul_1:usr_p${index}:0`)
  const troubled: Record<number, Failure> = {
    3: new Failure('not_connected', 'Discord not connected'),
    50: new Failure('not_connected', 'Discord not connected'),
    120: new Failure('not_connected', 'Discord not connected'),
    7: new Failure('provider_limited', 'discord answered 429', { retryAfterSeconds: 120 }),
    8: new Failure('provider_limited', 'discord answered 429', { retryAfterSeconds: 120 }),
    9: new Failure('provider_changed', 'discord: roles is no list'),
  }
  const verify = async (page: Page) => {
    const { findings } = findingsOf(page, met(1))
    if (page.claims.length === 1) return { terms, findings }
    return {
      terms,
      findings: findings.map((finding, index): Finding => {
        const failure = troubled[index]
        if (!failure) return finding
        const { code, message, retryAfterSeconds } = failure
        return { claim: finding.claim, failure: { code, message, retryAfterSeconds } }
      }),
    }
  }
  server.use({ verify, settle })
  const tally = await execute(server, 'discord_member', pageOf(...claims))
  for (const index of [7, 8]) {
    const id = `claim:rul_1:usr_p${index}:0:waiting`
    await server.environment.client.workflow.getHandle(id).result()
  }
  expect(tally).toEqual({ rewarded: 194, failed: 4, waiting: 2 })
  const ends = settled
    .filter(({ outcome }) => outcome.status === 'rewarded')
    .map(({ claim }) => claim)
  expect(new Set(ends).size).toBe(196)
  expect(settled.filter(({ claim }) => claim === 'rul_1:usr_p9:0')).toMatchObject([
    { outcome: { status: 'failed', code: 'provider_changed' } },
  ])
})
