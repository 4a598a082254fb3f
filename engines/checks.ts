import { readFile } from 'node:fs/promises'
import type { Shell } from './shell.ts'

/** Runs each command of `npm run check`, whatever the others say, and returns those that failed. */
export async function runChecks({ run }: Shell): Promise<string[]> {
  const failed: string[] = []
  for (const command of await checkCommands()) {
    const started = Date.now()
    const code = await run(command)
    const seconds = ((Date.now() - started) / 1000).toFixed(1)
    console.log(`check: ${command}: ${code === 0 ? 'ok' : `failed (exit ${code})`}, ${seconds} s`)
    if (code !== 0) failed.push(command)
  }
  return failed
}

async function checkCommands() {
  const file = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  const { scripts } = JSON.parse(file) as { scripts: { check: string } }
  return scripts.check.split('&&').map((command) => command.trim())
}
