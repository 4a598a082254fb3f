import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from './errors.mjs'
import type { Shell } from './shell.ts'

export type Count = { passed: number; failed: number; isGood: boolean }

/** Runs Jest with these arguments and counts; a file that does not even load counts as one failure. */
export async function runJest({ run }: Shell, args: string[], dir: string): Promise<Count> {
  const report = join(dir, 'jest.json')
  const given = args.map(quote).join(' ')
  const code = await run(`jest --json --outputFile=${quote(report)} ${given}`)
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = await read(report)
  const failed = numFailedTests + numRuntimeErrorTestSuites
  return {
    passed: numPassedTests,
    failed,
    isGood: code === 0 && failed === 0 && numPassedTests > 0,
  }
}

type Report = Record<'numPassedTests' | 'numFailedTests' | 'numRuntimeErrorTestSuites', number>

async function read(report: string) {
  try {
    return JSON.parse(await readFile(report, 'utf8')) as Report
  } catch (error) {
    console.error(`Jest left no report: ${messageOf(error)}`)
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }
  }
}

function quote(word: string) {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
