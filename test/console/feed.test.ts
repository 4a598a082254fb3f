import { expect, it } from '@jest/globals'
import { merged } from '../../console/src/live/feed.ts'

type Line = Parameters<typeof merged>[0][number]

const line = (id: string, status: Line['status'] = 'accepted') => ({ id, status }) as Line
const told = (lines: readonly Line[]) => lines.map(({ id, status }) => `${id} ${status}`)

it('what is new comes on top, the newest first', () => {
  expect(told(merged([line('a')], [line('b'), line('c')], 9))).toEqual([
    ...['c accepted', 'b accepted', 'a accepted'],
  ])
})

it('a claim has one line, which changes where it stands', () => {
  const before = [line('b'), line('a')]
  const news = [line('c'), line('a', 'processing'), line('c', 'unmet'), line('a', 'rewarded')]
  expect(told(merged(before, news, 9))).toEqual(['c unmet', 'b accepted', 'a rewarded'])
})

it('the oldest go first', () => {
  expect(told(merged([line('b'), line('a')], [line('c')], 2))).toEqual(['c accepted', 'b accepted'])
})
