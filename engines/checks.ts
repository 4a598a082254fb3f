import { readFile } from 'node:fs/promises'
import type { Shell } from './shell.ts'

const atOnce = 2

/** Runs each command of `npm run check`, two at a time, whatever the others say, and returns those that failed. */
export async function runChecks({ run }: Shell): Promise<string[]> {
  const left = await checkCommands()
  const failed: string[] = []
  async function work(): Promise<void> {
    for (let command = left.shift(); command !== undefined; command = left.shift()) {
      const started = Date.now()
      const code = await run(command)
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      console.log(`check: ${command}: ${code === 0 ? 'ok' : `failed (exit ${code})`}, ${seconds} s`)
      if (code !== 0) failed.push(command)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return failed
}

async function checkCommands() {
  const file = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  const { scripts } = JSON.parse(file) as { scripts: { check: string } }
  return scripts.check.split('&&').map((command) => command.trim())
}
