import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Processes } from './processes.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** All that the bundle is made of: the workflows, what they may import, and the versions of what they are made with. */
const sources = [
  'workflows/**/*.ts',
  'src/domain/**/*.ts',
  'engines/bundle.ts',
  'package-lock.json',
]

/**
 * The path of a bundle of the workflows as they are now, made if there is none yet. It is made in a process of its own,
 * since that takes the memory of a worker twice over.
 */
export async function workflowBundle(folder: string, { run }: Processes): Promise<string> {
  const name = `${await hashOf(sources)}.js`
  const file = join(folder, name)
  if (existsSync(file)) return file

  await mkdir(folder, { recursive: true })
  const unfinished = `${file}.${process.pid}`
  await run({ name: 'bundle', file: 'engines/bundle.ts', args: [unfinished], heapMegabytes: 512 })
  await rename(unfinished, file)
  const others = (await readdir(folder)).filter((each) => each !== name)
  await Promise.all(others.map((each) => rm(join(folder, each))))
  return file
}

async function hashOf(patterns: string[]) {
  const hash = createHash('sha256')
  const files = await Array.fromAsync(glob(patterns, { cwd: root }))
  for (const file of files.sort()) hash.update(file).update(await readFile(join(root, file)))
  return hash.digest('hex').slice(0, 16)
}
