import { expect, it } from '@jest/globals'
import { healthOf } from '../../src/domain/source.ts'
import type { SourceMinute } from '../../src/domain/source.ts'

const now = new Date('2026-03-04T15:47:30Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000)

function minute(secondsAgo: number, more: Partial<SourceMinute>): SourceMinute {
  const none = { calls: 0, failed: 0, limited: 0, took: [] }
  return { source: 'x', at: ago(secondsAgo), ...none, ...more }
}

const good = (seconds: number) => minute(seconds, { calls: 2, answeredAt: ago(seconds) })
const bad = (seconds: number) => minute(seconds, { calls: 2, failed: 2, failedAt: ago(seconds) })

it.each<[string, string, SourceMinute[]]>([
  ['is not known', 'if nobody asked', []],
  ['answers', 'if it answered last', [good(10), bad(600)]],
  ['is down', 'if it answered before and not any more', [bad(10), good(600)]],
  ['is down', 'if it never answered', [bad(10)]],
  ['answers in part', 'if both are of the last minutes', [good(10), bad(80)]],
  ['is limited', 'until it said', [minute(20, { limitedUntil: ago(-60), limitedAt: ago(20) })]],
  ['answers', 'after that', [good(10), minute(90, { limitedUntil: ago(30), limitedAt: ago(90) })]],
  ['is limited', 'if it said no time', [minute(9, { limitedAt: ago(9) }), good(60)]],
])('a platform %s %s', (state, _when, minutes) => {
  const words: Record<string, string> = {
    ...{ 'is not known': 'not_known', answers: 'answers', 'is down': 'down' },
    ...{ 'answers in part': 'partly', 'is limited': 'limited' },
  }
  expect(healthOf(minutes, now).state).toBe(words[state])
})

it('tells within what time 95 of 100 calls came back, and nothing of none', () => {
  expect(healthOf([minute(10, { calls: 100, took: [90, 5, 5] })], now).p95Ms).toBe(100)
  expect(healthOf([], now)).toMatchObject({ p95Ms: undefined, calls: 0, limitedUntil: undefined })
})
