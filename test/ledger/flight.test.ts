import { expect, it } from '@jest/globals'
import { createFlight } from '../../src/ledger/flight.ts'

/** Three rounds, each planned on the one before. */
function chain() {
  const [first, second, third] = [createFlight(), createFlight(), createFlight()]
  first.plan(undefined)
  second.plan(first.flight)
  third.plan(second.flight)
  return { first, second, third }
}

it('is lost as soon as one that it was planned on is, before anybody has told it', async () => {
  const { first, second, third } = chain()
  first.lose()
  expect([second.flight.isLost(), third.flight.isLost()]).toEqual([true, true])
  expect(await first.flight.held).toBe(false)
})

it('depends on nobody once it was written', () => {
  const { first, second, third } = chain()
  first.hold()
  second.hold()
  expect(third.flight.isLost()).toBe(false)
  third.lose()
  expect([first.flight.isLost(), second.flight.isLost()]).toEqual([false, false])
})

it('stays lost when another plan of it is written, because nobody may have built on the first', async () => {
  const { first } = chain()
  first.lose()
  first.plan(undefined)
  first.hold()
  expect(first.flight.isLost()).toBe(true)
  expect(await first.flight.held).toBe(false)
})

it('keeps nobody waiting when it ends before it was planned, and lets nobody build on what is under way before it', async () => {
  const first = createFlight()
  const { flight, end } = createFlight(first.flight)
  first.plan(undefined)
  end()
  await flight.planned
  expect(flight.isLost()).toBe(true)
  expect(await flight.held).toBe(false)
  first.end()
  await flight.over
})

it('is not lost when it ends after it was written', () => {
  const { flight, plan, hold, end } = createFlight()
  plan(undefined)
  hold()
  end()
  expect(flight.isLost()).toBe(false)
})

it('is over only when those before it are, also if it gave up before them', async () => {
  const first = createFlight()
  const second = createFlight(first.flight)
  let isOver = false
  void second.flight.over.then(() => (isOver = true))
  second.lose()
  second.end()
  await new Promise((resolve) => setImmediate(resolve))
  expect(isOver).toBe(false)
  first.end()
  await second.flight.over
})
