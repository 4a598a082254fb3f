import { expect, it } from '@jest/globals'
import { Failure } from '../../src/domain/failure.ts'
import { createLane } from '../../src/ledger/lane.ts'
import type { Order } from '../../src/ledger/order.ts'
import { orderOfPosting } from '../../src/ledger/posting.ts'
import type { Posted } from '../../src/ledger/types.ts'
import { reward, times } from './support.ts'

function orderOf(key: string): Order {
  return orderOfPosting(reward(key, 'ann', 1n), new Date())
}

function postedOf({ key }: Order): Posted {
  return { posting: key, entries: [], replayed: false }
}

/** A lane over a commit that notes the rounds it was given. */
function lane(answer: (order: Order) => Posted | Failure = postedOf, mostWaiting = 1_000) {
  const rounds: string[][] = []
  const { submit, drain } = createLane({ commit, mostWaiting })

  function commit(orders: readonly Order[]) {
    rounds.push(orders.map(({ key }) => key))
    const answers = Promise.resolve().then(() => orders.map(answer))
    return { planned: Promise.resolve(), answers }
  }
  return { rounds, submit, drain }
}

it('writes together what arrives together, in its order', async () => {
  const { rounds, submit } = lane()
  const answers = await Promise.all(['a', 'b', 'c'].map((key) => submit(orderOf(key))))
  expect(answers.map(({ posting }) => posting)).toEqual(['a', 'b', 'c'])
  await submit(orderOf('d'))
  expect(rounds).toEqual([['a', 'b', 'c'], ['d']])
})

it('writes no more than 1,000 legs at once', async () => {
  const { rounds, submit } = lane(postedOf, 2_000)
  await Promise.all(times(1_200, (index) => submit(orderOf(`k${index}`))))
  expect(rounds.map((keys) => keys.length)).toEqual([500, 500, 200])
})

it('throws what an order was refused with, and no other', async () => {
  const refused = new Failure('cap_reached', 'no more')
  const { submit } = lane((order) => (order.key === 'b' ? refused : postedOf(order)))
  const results = await Promise.allSettled(['a', 'b', 'c'].map((key) => submit(orderOf(key))))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

it('does not let one order that cannot be stored take others down', async () => {
  const { rounds, submit } = lane((order) => {
    if (order.key === 'b') throw new TypeError('this cannot be stored')
    return postedOf(order)
  })
  const results = await Promise.allSettled(['a', 'b', 'c'].map((key) => submit(orderOf(key))))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(rounds).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']])
})

it('answers an outage to all, without trying one by one', async () => {
  const { rounds, submit } = lane(() => {
    throw new Failure('unavailable', 'down')
  })
  const results = await Promise.allSettled(['a', 'b'].map((key) => submit(orderOf(key))))
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(rounds).toEqual([['a', 'b']])
})

it('refuses what does not fit in the queue, and takes it again when there is room', async () => {
  const { rounds, submit } = lane(postedOf, 2)
  const results = await Promise.allSettled(['a', 'b', 'c'].map((key) => submit(orderOf(key))))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  expect(results[2]).toMatchObject({ reason: { code: 'unavailable', retryAfterSeconds: 1 } })
  await submit(orderOf('c'))
  expect(rounds).toEqual([['a', 'b'], ['c']])
})

it('answers what it has before it is drained, and takes nothing more', async () => {
  const { rounds, submit, drain } = lane()
  const answers = Promise.all(['a', 'b'].map((key) => submit(orderOf(key))))
  await drain()
  expect(rounds).toEqual([['a', 'b']])
  await answers
  await expect(submit(orderOf('c'))).rejects.toMatchObject({ code: 'unavailable' })
})
