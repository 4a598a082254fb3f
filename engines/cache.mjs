import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checksumOf, verifyChecksum } from './checksums.mjs'
import { hasCode } from './errors.mjs'

export const cacheFolder = fileURLToPath(new URL('../.engines', import.meta.url))

/**
 * @typedef {{ name: string, version: string }} Item one executable; `name` is also its file's name
 */

/**
 * The executable kept under this name and version. One that has changed since it was kept is thrown away.
 * @param {Item} item
 * @param {string} [folder]
 * @returns {Promise<string | undefined>}
 */
export async function findInCache(item, folder = cacheFolder) {
  const home = homeOf(item, folder)
  const file = join(home, item.name)
  const recorded = await recordedChecksum(home)
  if (recorded === undefined) return undefined
  try {
    await verifyChecksum(file, `sha256:${recorded}`)
    return file
  } catch (error) {
    console.error(`${file} is not what was put there and is fetched again:`, error)
    await rm(home, { recursive: true, force: true })
    return undefined
  }
}

/**
 * Keeps what `make` writes, with its checksum. It becomes visible in one step, so that a crash or a second
 * process at the same work never leaves half a file.
 * @param {Item} item
 * @param {(file: string, scratch: string) => Promise<void>} make
 * @param {string} [folder]
 * @returns {Promise<string>} the path of the executable
 */
export async function keepInCache(item, make, folder = cacheFolder) {
  await mkdir(folder, { recursive: true })
  const scratch = await mkdtemp(join(folder, '.making-'))
  try {
    const made = join(scratch, 'made')
    const file = join(made, item.name)
    await mkdir(made)
    await make(file, scratch)
    await chmod(file, 0o755)
    await writeFile(join(made, 'sha256'), await checksumOf(file))
    await putInPlace(made, homeOf(item, folder))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  return join(homeOf(item, folder), item.name)
}

/** @param {Item} item @param {string} folder */
function homeOf(item, folder) {
  return join(folder, `${item.name}-${item.version}`)
}

/** @param {string} home */
async function recordedChecksum(home) {
  try {
    return await readFile(join(home, 'sha256'), 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** @param {string} made @param {string} home */
async function putInPlace(made, home) {
  try {
    await rename(made, home)
  } catch (error) {
    // Another process was faster; what it kept was verified as ours was.
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error
  }
}
