import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hasCode } from './errors.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * @typedef {Record<string, string>} Named
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   dependencies?: Named, devDependencies?: Named, optionalDependencies?: Named, peerDependencies?: Named }} Package
 */

/** Whether node_modules holds what package-lock.json asks for on this machine. */
export async function areInstalled() {
  const wanted = await packagesIn(join(root, 'package-lock.json'))
  const present = await packagesIn(join(root, 'node_modules', '.package-lock.json')).catch(
    noneIfAbsent,
  )
  return areThere(wanted, present)
}

/**
 * Whether what is present is what is wanted here. A package of another platform is not, nor what only such a one asks for.
 * @param {Record<string, Package>} wanted
 * @param {Record<string, Package>} present
 */
export function areThere(wanted, present) {
  const asked = new Set(
    Object.entries(wanted).flatMap(([path, entry]) =>
      path === '' || present[path] ? namesIn(entry) : [],
    ),
  )
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const there = present[path]
    if (!there) {
      return entry.optional === true && !(fitsThisMachine(entry) && asked.has(nameIn(path)))
    }
    const isSame = entry.integrity === undefined || there.integrity === entry.integrity
    return isSame && there.version === entry.version
  })
}

/** @param {Package} entry */
function namesIn({ dependencies, devDependencies, optionalDependencies, peerDependencies }) {
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies }
  return Object.keys(all)
}

/** @param {string} path */
function nameIn(path) {
  return path.split('node_modules/').at(-1) ?? path
}

/**
 * Installs them with npm under the given Node: npm leaves out native packages that do not name the Node it runs on.
 * No package's install script runs; none of ours needs one.
 * @param {string} node
 */
export async function install(node) {
  const npm = spawn(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: envUnder(node) },
  )
  /** @type {number | null} */
  const code = await new Promise((resolve, reject) => npm.on('error', reject).on('close', resolve))
  if (code !== 0) {
    throw new Error(
      `npm ci failed (exit ${code}). Its reason is above. If it could not reach its registry, try "npm ping".`,
    )
  }
}

/**
 * The environment in which `node`, and what says #!/usr/bin/env node, is this one.
 * @param {string} node
 */
export function envUnder(node) {
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` }
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, Package>>}
 */
async function packagesIn(file) {
  return JSON.parse(await readFile(file, 'utf8')).packages
}

/**
 * @param {unknown} error
 * @returns {Record<string, Package>}
 */
function noneIfAbsent(error) {
  if (hasCode(error, 'ENOENT')) return {}
  throw error
}

/** @param {Package} entry */
function fitsThisMachine({ os, cpu, libc }) {
  const accepts = (/** @type {string[] | undefined} */ list, /** @type {string} */ value) =>
    !list || list.includes(value)
  return accepts(os, process.platform) && accepts(cpu, process.arch) && accepts(libc, libcHere())
}

function libcHere() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (
    process.report.getReport()
  )
  return report.header?.glibcVersionRuntime ? 'glibc' : 'musl'
}
