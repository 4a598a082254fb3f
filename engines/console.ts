import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** All that the build is made of: the console, and the versions of what it is made with. */
const sources = ['console/*.{ts,json,html}', 'console/{src,public}/**/*.*', 'package-lock.json']
const page = join(root, 'console/dist/index.html')
/** What the last build was made of. */
const stamp = join(root, 'console/.built')

// Builds the console into console/dist, unless that is there and of these sources: `node engines/console.ts`.
const wanted = await hashOf(sources)
if (existsSync(page) && (await lastBuilt()) === wanted) console.log('console: as built before')
else await build()

async function build() {
  const started = Date.now()
  const vite = await import('vite')
  await vite.build({ root: join(root, 'console'), logLevel: 'warn' })
  await writeFile(stamp, wanted)
  console.log(`console: built in ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

async function hashOf(patterns: string[]): Promise<string> {
  const hash = createHash('sha256')
  const files = await Array.fromAsync(glob(patterns, { cwd: root }))
  for (const file of files.sort()) hash.update(file).update(await readFile(join(root, file)))
  return hash.digest('hex')
}

async function lastBuilt(): Promise<string | undefined> {
  return existsSync(stamp) ? readFile(stamp, 'utf8') : undefined
}
