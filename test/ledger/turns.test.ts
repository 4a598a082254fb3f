import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createTurns } from '../../src/ledger/turns.ts'
import { accountOf, openPlace, problemsOf, reward, times } from './support.ts'
import type { Place } from './support.ts'

let place: Place

beforeAll(async () => {
  place = await openPlace()
})

afterAll(() => place.close())

it('lets everybody in at once where nobody was in the way', async () => {
  const [one, other] = [turns(), turns()]
  await Promise.all([one.enter(), one.enter(), other.enter()])
  for (const { leave } of [one, one, other]) leave()
})

it('lets one in after the other where they were in each other’s way', async () => {
  const [one, other] = [turns(), turns()]
  one.lose()
  await one.enter()
  let isIn = false
  other.lose()
  const entering = other.enter().then(() => (isIn = true))
  // Within its turn the first may begin more, while the second waits.
  await one.enter()
  expect(isIn).toBe(false)
  one.leave()
  one.leave()
  await entering
  expect(other.returns()).toBe(1)
  other.leave()
})

it('tells those who were alone until now that it is another’s turn', async () => {
  const [writing, waiting] = [turns(), turns()]
  waiting.lose()
  await waiting.enter()
  let isIn = false
  const entering = writing.enter().then(() => (isIn = true))
  expect(isIn).toBe(false)
  waiting.leave()
  await entering
  writing.leave()
})

it('goes on when the one whose turn it was is gone', async () => {
  const [gone, other] = [turns(), turns()]
  gone.lose()
  await gone.enter()
  other.lose()
  await other.enter()
  other.leave()
})

it('gives its turn back before it ends, so that nobody waits for it', async () => {
  const ending = turns()
  ending.lose()
  await ending.enter()
  ending.leave()
  await ending.giveBack()
  const turn = await place.db.collection('turns').findOne()
  expect(turn?.until.getTime()).toBeLessThanOrEqual(Date.now())
})

it('answers all postings of two ledgers on the same accounts, and writes none twice', async () => {
  const ledgers = [place.open(), place.open()]
  const perLedger = 300
  const finished = await Promise.all(
    ledgers.map(async (ledger, index) => {
      const posts = times(perLedger, (n) =>
        ledger.post(reward(`t${index}-${n}`, `user${n % 5}`, 1n)),
      )
      return (await Promise.all(posts)).length
    }),
  )
  expect(finished).toEqual([perLedger, perLedger])
  const reading = place.open()
  const balances = await Promise.all(times(5, (n) => reading.balance(accountOf(`user${n}`))))
  expect(balances.map(({ seq }) => seq)).toEqual(times(5, () => 120))
  expect(await problemsOf(place)).toEqual([])
})

function turns() {
  let returns = 0
  const made = createTurns({ db: place.db, onReturn: () => returns++ })
  return { ...made, returns: () => returns }
}
