import { expect, it } from '@jest/globals'
import { lineOf, summaryOf } from '../../engines/tour/lines.ts'

const paid = { title: 'somebody is paid', isHeld: true, seen: '10 points, entry e', seconds: 1.24 }
const unpaid = {
  title: 'nobody is',
  isHeld: false,
  seen: 'first line\n  second line\n',
  seconds: 12,
}

it('a step is one line, however much was seen', () => {
  expect(lineOf(paid)).toBe('  held  1.2 s  somebody is paid: 10 points, entry e')
  expect(lineOf(unpaid)).toBe('  FAIL 12.0 s  nobody is: first line; second line')
})

it('the tour ends with how many steps held', () => {
  expect(summaryOf([paid, unpaid])).toBe('1 of 2 steps held, 13 s')
})
