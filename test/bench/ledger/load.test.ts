import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from '@jest/globals'
import { createLoad } from '../../../bench/ledger/load.ts'
import type { Send } from '../../../bench/ledger/load.ts'

it('keeps so many calls in flight and no more', async () => {
  let inFlight = 0
  let most = 0
  const load = createLoad({ inFlight: 7 }, async () => {
    most = Math.max(most, ++inFlight)
    await delay(1)
    inFlight -= 1
    return 1
  })
  await run(load, 30)
  expect(most).toBe(7)
  expect(inFlight).toBe(0)
})

it('ends when there is nothing left to send', async () => {
  let left = 50
  const load = createLoad({ inFlight: 8 }, async () => (left-- > 0 ? 500 : 0))
  await load.drive()
  expect(load.counted.all).toBe(25_000)
})

it('counts what was answered in the window, and all that was answered', async () => {
  let answered = 0
  const load = createLoad({ inFlight: 1 }, async () => {
    answered += 1
    if (answered === 3) load.begin()
    if (answered === 8) load.end()
    await delay(1)
    return 1
  })
  await load.drive()
  expect(load.counted).toEqual({ all: 8, inWindow: 5 })
})

it('sends as many a second as were asked for, whatever is answered', async () => {
  let sent = 0
  const answer = Promise.withResolvers<number>()
  const load = createLoad({ perSecond: 1000 }, () => {
    sent += 1
    return answer.promise
  })
  const began = performance.now()
  load.begin()
  const driven = load.drive()
  await delay(100)
  load.end()
  const due = performance.now() - began
  answer.resolve(1)
  await driven
  expect(sent).toBeGreaterThan(due * 0.9)
  expect(sent).toBeLessThan(due * 1.1)
})

it('counts a stall against all calls that were due in it', async () => {
  const stallMs = 100
  const stalling: Send = (() => {
    let calls = 0
    return async () => {
      calls += 1
      if (calls === 50) spin(stallMs)
      return 1
    }
  })()
  const load = createLoad({ perSecond: 1000 }, stalling)
  await run(load, 200)
  // Half of the window's calls were due while it stood still, and waited for a part of that.
  expect(load.latencyMs(99)).toBeGreaterThan(stallMs * 0.8)
  expect(load.latencyMs(70)).toBeGreaterThan(stallMs * 0.1)
})

it.each([{ inFlight: 2 }, { perSecond: 1000 }])('throws what a call throws: %j', async (how) => {
  const load = createLoad(how, async () => {
    throw new Error('refused')
  })
  await expect(load.drive()).rejects.toThrow('refused')
})

async function run(load: ReturnType<typeof createLoad>, windowMs: number) {
  load.begin()
  const driven = load.drive()
  await delay(windowMs)
  load.end()
  await driven
}

function spin(ms: number) {
  const end = performance.now() + ms
  while (performance.now() < end);
}
