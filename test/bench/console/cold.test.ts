import { expect, it } from '@jest/globals'
import { summed } from '../../../bench/console/cold.ts'

it('a page is its median over that of the bare page, and the worst of them is told', () => {
  const taken = new Map([
    ['bare', [100, 90, 400]],
    ['rules', [300, 250, 200]],
    ['users', [150, 150, 900]],
  ])
  expect(summed(taken, 'bare')).toEqual({
    bareMs: 100,
    pages: { rules: { ms: 250, vsBare: 2.5 }, users: { ms: 150, vsBare: 1.5 } },
    vsBare: 2.5,
  })
})
