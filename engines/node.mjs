import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findInCache, keepInCache } from './cache.mjs'
import { verifyChecksum } from './checksums.mjs'
import { messageOf } from './errors.mjs'
import { fetchOfficial, takeFromTar } from './official.mjs'
import { findOnPath, isAtLeast, versionOf } from './on-path.mjs'

const version = '24.21.0'
const item = { name: 'node', version }
const platform = `${process.platform}-${process.arch}`

/** @type {Record<string, string>} npm's packages of this version, with the checksums npm publishes */
const packages = {
  'linux-x64':
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'linux-arm64':
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
}

/**
 * A Node that runs TypeScript as it is: the machine's own if it is new enough, or else a fetched one.
 * @returns {Promise<{ path: string, version: string, from: string }>}
 */
export async function findNode() {
  const found = (await namedNode()) ?? (await installedNode())
  if (found) return found
  const cached = await findInCache(item)
  if (cached) return { path: cached, version, from: '.engines cache' }
  console.log(`node: fetching ${version} ...`)
  return fetchNode()
}

async function namedNode() {
  const path = process.env['VOUCHSAFE_NODE']
  if (!path) return undefined
  const named = await versionOf(path)
  if (!runsTypeScript(named)) throw new Error(`VOUCHSAFE_NODE=${path} is ${named}: 22.18 is needed`)
  return { path, version: named, from: 'VOUCHSAFE_NODE' }
}

async function installedNode() {
  const running = process.versions.node
  if (runsTypeScript(running))
    return { path: process.execPath, version: running, from: 'this machine' }
  const found = await findOnPath('node', runsTypeScript)
  return found && { ...found, from: 'PATH' }
}

/** @param {string} candidate */
function runsTypeScript(candidate) {
  // The 23 line learnt it later than the 22 line that is still maintained.
  return isAtLeast(candidate, candidate.startsWith('23.') ? '23.6' : '22.18')
}

async function fetchNode() {
  const sources = [
    { from: 'nodejs.org', fetch: fetchFromPublisher },
    { from: `npm package node-${platform}`, fetch: fetchFromNpm },
  ]
  const failures = []
  for (const { from, fetch } of sources) {
    try {
      return { path: await keepInCache(item, fetch), version, from: [from, ...failures].join('; ') }
    } catch (error) {
      failures.push(`${from}: ${messageOf(error)}`)
    }
  }
  throw new Error(
    `No Node 22.18 or later was found, and none could be fetched for ${platform}:\n  ${failures.join('\n  ')}\n` +
      'Install Node 24 from https://nodejs.org and put it on the PATH, or set VOUCHSAFE_NODE to its path.',
  )
}

/** @param {string} file @param {string} scratch */
function fetchFromPublisher(file, scratch) {
  const folder = `https://nodejs.org/dist/v${version}`
  const name = `node-v${version}-${platform}`
  const official = {
    url: `${folder}/${name}.tar.gz`,
    sums: `${folder}/SHASUMS256.txt`,
    entry: `${name}/bin/node`,
  }
  return fetchOfficial(official, file, scratch)
}

/** @param {string} file @param {string} scratch */
async function fetchFromNpm(file, scratch) {
  const published = packages[platform]
  if (!published) throw new Error('no package is pinned for this platform')
  const name = `node-${platform}@${version}`
  await promisify(execFile)('npm', ['pack', name, '--silent', '--pack-destination', scratch])
  const tarball = (await readdir(scratch)).find((entry) => entry.endsWith('.tgz'))
  if (!tarball) throw new Error(`npm pack ${name} left no file`)
  await verifyChecksum(join(scratch, tarball), published)
  await takeFromTar(join(scratch, tarball), 'package/bin/node', file, scratch)
}
