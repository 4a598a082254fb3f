import { expect, it } from '@jest/globals'
import { csvLine } from '../../src/api/csv.ts'

it.each([
  ['plain text', 'plain text'],
  ['', ''],
  ['a,b', '"a,b"'],
  ['say "no"', '"say ""no"""'],
  ['two\nlines', '"two\nlines"'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['=1+1', "'=1+1"],
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ['+1 234', "'+1 234"],
  ['-1-1', "'-1-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\rx', '"\'\rx"'],
  ['-', "'-"],
  ['-12.50', '-12.50'],
  ['+3', '+3'],
  ['12', '12'],
  ["it's = fine", "it's = fine"],
  ['ünï💥', 'ünï💥'],
])('%j is the cell %j', (text, cell) => {
  expect(csvLine([text])).toBe(`${cell}\r\n`)
})

it('cells are parted by commas', () => {
  expect(csvLine(['a', '', 'b,c', '-1'])).toBe('a,,"b,c",-1\r\n')
})
