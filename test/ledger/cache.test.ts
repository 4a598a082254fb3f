import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createCache } from '../../src/ledger/cache.ts'
import { times } from './support.ts'

it('knows the last ones used, and forgets what was not used for long', () => {
  const cache = createCache<number>(3)
  times(3, (n) => cache.set(`k${n}`, n))
  expect(cache.get('k0')).toBe(0)
  times(3, (n) => cache.set(`l${n}`, n))
  expect(times(3, (n) => cache.get(`l${n}`))).toEqual([0, 1, 2])
  expect([cache.get('k1'), cache.get('k2')]).toEqual([undefined, undefined])
})

it('never gives another value than the last one set', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const command = fc.oneof(
    fc.record({ what: fc.constant('set' as const), key, value: fc.integer() }),
    fc.record({ what: fc.constantFrom('get' as const, 'delete' as const), key }),
    fc.constant({ what: 'clear' as const }),
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const cache = createCache<number>(2)
      const model = new Map<string, number>()
      for (const step of commands) {
        if (step.what === 'clear') [cache, model].forEach((each) => each.clear())
        else if (step.what === 'delete') [cache, model].forEach((each) => each.delete(step.key))
        else if (step.what === 'set')
          [cache, model].forEach((each) => each.set(step.key, step.value))
        else expect([undefined, model.get(step.key)]).toContain(cache.get(step.key))
      }
    }),
  )
})
