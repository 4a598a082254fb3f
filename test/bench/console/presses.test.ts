import { expect, it } from '@jest/globals'
import { paintTimes } from '../../../bench/console/presses.ts'

it('a key takes as long as the slowest of its events', () => {
  const events = [
    { startTime: 0, duration: 24 },
    { startTime: 2, duration: 32 },
    { startTime: 101, duration: 16 },
  ]
  expect(paintTimes({ presses: [0, 100], events })).toEqual([32, 16])
})

it('a key that the browser tells nothing of took less than it tells of', () => {
  const events = [{ startTime: 100, duration: 40 }]
  expect(paintTimes({ presses: [0, 100], events })).toEqual([8, 40])
})
