import { expect, it } from '@jest/globals'
import { areThere } from '../../engines/dependencies.mjs'

const elsewhere = { optional: true, os: ['nowhere'], version: '1.0.0' }
const helper = { optional: true, version: '1.0.0' }
const wanted = {
  '': { dependencies: { tool: '1.0.0' } },
  'node_modules/tool': {
    version: '1.0.0',
    optionalDependencies: { '@tool/nowhere': '1.0.0' },
  },
  'node_modules/@tool/nowhere': { ...elsewhere, dependencies: { helper: '1.0.0' } },
  'node_modules/helper': helper,
}
const tool = { 'node_modules/tool': { version: '1.0.0' } }

it("what only another platform's package asks for need not be there", () => {
  expect(areThere(wanted, tool)).toBe(true)
})

it.each([
  ['a package that is missing', {}],
  ['a package of another version', { 'node_modules/tool': { version: '1.0.1' } }],
])('%s is not there', (_what, present) => {
  expect(areThere(wanted, present)).toBe(false)
})

it('an optional package that something here asks for has to be there', () => {
  const asking = {
    ...wanted,
    'node_modules/tool': { version: '1.0.0', dependencies: { helper: '1' } },
  }
  expect(areThere(asking, tool)).toBe(false)
  expect(areThere(asking, { ...tool, 'node_modules/helper': helper })).toBe(true)
})
