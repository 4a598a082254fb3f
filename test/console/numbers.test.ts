import { expect, it } from '@jest/globals'
import { amountText, parseAmount, sumOf } from '../../console/src/amount.ts'
import {
  clock,
  counted,
  day,
  dayAndClock,
  exactly,
  points,
  short,
  signed,
  since,
  when,
} from '../../console/src/format.ts'

it.each([
  ['0', '0', '0'],
  ['1200', '1,200', '+1,200'],
  ['-90', '\u221290', '\u221290'],
  ['9007199254740993', '9,007,199,254,740,993', '+9,007,199,254,740,993'],
  ['-1234567.000000001', '\u22121,234,567.000000001', '\u22121,234,567.000000001'],
])('%s is shown as %s, and signed as %s', (amount, plain, withSign) => {
  expect([points(amount), signed(amount)]).toEqual([plain, withSign])
})

it.each(['0', '7', '-7', '0.000000001', '9223372036854775807', '-12.5'])(
  '%s is read and written without losing a digit',
  (amount) => expect(amountText(parseAmount(amount) ?? 0n)).toBe(amount),
)

it.each(['', 'x', '1e3', '1,000', '.5', '5.', '1.0000000001'])('"%s" is no amount', (text) => {
  expect(parseAmount(text)).toBeUndefined()
})

it('sums are exact where Number is not', () => {
  expect(sumOf(['9007199254740993', '0.1', '0.2'])).toBe('9007199254740993.3')
})

it('times, counts and ids are short', () => {
  expect(since('2026-11-22T10:00:00Z', Date.parse('2026-11-22T10:21:30Z'))).toBe('21 min')
  expect([counted(1, 'entry', 'entries'), counted(2, 'entry', 'entries')]).toEqual([
    '1 entry',
    '2 entries',
  ])
  expect(short(`0x${'b0'.repeat(20)}`)).toBe('0xb0b0…b0b0')
})

it.each([
  ['2026-09-05T04:02:07.120Z', '5 Sep', '04:02', '5 Sep 2026, 04:02:07.120 UTC'],
  ['2026-12-31T23:30:00-01:00', '1 Jan', '00:30', '1 Jan 2027, 00:30:00.000 UTC'],
])('%s is shown in UTC', (iso, onDay, at, inFull) => {
  expect([day(iso), clock(iso), dayAndClock(iso)]).toEqual([onDay, at, `${onDay}, ${at}`])
  expect([exactly(iso), inFull.startsWith(when(iso))]).toEqual([inFull, true])
})
