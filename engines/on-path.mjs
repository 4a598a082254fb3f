import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/**
 * The first command of this name on the PATH whose version will do.
 * @param {string} command
 * @param {(version: string) => boolean} willDo
 * @returns {Promise<{ path: string, version: string } | undefined>}
 */
export async function findOnPath(command, willDo) {
  for (const path of await executables(command)) {
    const version = await versionOf(path).catch(() => unknownVersion)
    if (willDo(version)) return { path, version }
  }
  return undefined
}

/** What `versionOf` says of a command that has no --version. */
export const unknownVersion = 'of unknown version'

/**
 * Runs `<path> --version`, which also shows that the file runs on this machine at all.
 * @param {string} path
 */
export async function versionOf(path) {
  const { stdout, stderr } = await promisify(execFile)(path, ['--version'], { timeout: 10_000 })
  return /\d+\.\d+\.\d+/.exec(stdout + stderr)?.[0] ?? unknownVersion
}

/**
 * @param {string} version
 * @param {string} least
 */
export function isAtLeast(version, least) {
  const [have, need] = [version, least].map((text) => text.split('.').map(Number))
  for (let i = 0; need !== undefined && i < need.length; i += 1) {
    const difference = (have?.[i] ?? 0) - (need[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

/** @param {string} command */
async function executables(command) {
  // node_modules/.bin holds wrappers of our own dependencies, not what the machine has.
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !folder.endsWith(join('node_modules', '.bin')))
  const paths = folders.map((folder) => join(folder, command))
  const usable = await Promise.all(paths.map(isExecutable))
  return paths.filter((_, i) => usable[i])
}

/** @param {string} path */
export function isExecutable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
