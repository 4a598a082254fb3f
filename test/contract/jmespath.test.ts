import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/domain/failure.ts'
import { evaluateQuery } from '../../src/domain/query/evaluate-query.ts'
import type { Json } from '../../src/domain/query/json.ts'
import { parseQuery } from '../../src/domain/query/parse-query.ts'
import { specsFolder } from '../support/contract.ts'

interface Group {
  given: Json
  cases: { expression: string; result?: Json; error?: string }[]
}

// The official suite (https://github.com/jmespath/jmespath.test), where it is on this machine.
const folder = `${specsFolder}jmespath-compliance/`
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []
if (files.length === 0)
  console.warn('JMESPath was not checked: there is no folder of specifications.')

/** The result, or the suite's name of what is wrong. */
function outcomeOf(expression: string, given: Json): { result: Json } | { error: string } {
  try {
    const answer = evaluateQuery(parseQuery(expression), given)
    return answer.kind === 'found' ? { result: answer.value } : { error: nameOf(answer.code) }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'invalid_request') throw error
    return { error: nameOf(error.errors![0]!.code) }
  }
}

function nameOf(code: string): string {
  return code.replace('_', '-')
}

it('all of the suite is here, or none of it', () => {
  expect([0, 15]).toContain(files.length)
})

for (const file of files) {
  const groups = JSON.parse(readFileSync(folder + file, 'utf8')) as Group[]
  const cases = groups.flatMap(({ given, cases }) => cases.map((each) => ({ given, ...each })))

  describe(file, () => {
    it.each(cases)('$expression', ({ given, expression, result, error }) => {
      expect(outcomeOf(expression, given)).toEqual(error === undefined ? { result } : { error })
    })
  })
}
