// Completes package-lock.json after an `npm install` that could not see the other platforms' packages:
// node engines/complete-lock.ts
import { readFile, writeFile } from 'node:fs/promises'
import { completed, missingFrom } from './lock.ts'
import type { Lock } from './lock.ts'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(await readFile(file, 'utf8')) as Lock
await writeFile(file, `${JSON.stringify(completed(lock), null, 2)}\n`)
console.log(`${Object.keys(missingFrom(lock)).length} packages added`)
