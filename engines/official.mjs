import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { verifyChecksum } from './checksums.mjs'

// A machine without the internet meets this wait twice, for Node and for the engines: 3 s in all.
const firstAnswerMs = 1_500
const stalledMs = 15_000

/**
 * @typedef {object} Official
 * @property {string} url a .tar.gz or .tgz
 * @property {string} sums where its publisher states its SHA-256: `<hex>  <file>` lines, or GitHub's description of a release
 * @property {string} entry the one file wanted of it
 */

/**
 * Downloads an archive from its publisher, verifies it, and takes one file out of it.
 * @param {Official} official
 * @param {string} file
 * @param {string} scratch
 */
export async function fetchOfficial({ url, sums, entry }, file, scratch) {
  const published = publishedSum(await firstAnswer(sums), basename(url))
  const archive = join(scratch, basename(url))
  await download(url, archive)
  await verifyChecksum(archive, `sha256:${published}`)
  await takeFromTar(archive, entry, file, scratch)
}

/**
 * @param {string} archive
 * @param {string} entry
 * @param {string} file
 * @param {string} scratch
 */
export async function takeFromTar(archive, entry, file, scratch) {
  await promisify(execFile)('tar', ['-xzf', archive, '-C', scratch, entry])
  await rename(join(scratch, entry), file)
}

/** @param {string} url */
async function firstAnswer(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(firstAnswerMs) }).catch(
    /** @returns {never} */ (error) => {
      throw new Error(`${new URL(url).host} cannot be reached`, { cause: error })
    },
  )
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return answer.text()
}

/** @param {string} text @param {string} name */
function publishedSum(text, name) {
  const sum = text.startsWith('{') ? sumInRelease(text, name) : sumInLines(text, name)
  if (!sum || !/^[0-9a-f]{64}$/.test(sum)) throw new Error(`no SHA-256 is published for ${name}`)
  return sum
}

/** @param {string} text @param {string} name */
function sumInRelease(text, name) {
  /** @type {{ assets: { name: string, digest?: string }[] }} */
  const release = JSON.parse(text)
  return release.assets.find((asset) => asset.name === name)?.digest?.replace('sha256:', '')
}

/** @param {string} text @param {string} name */
function sumInLines(text, name) {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+\*?/))
  return lines.find(([, file]) => file === name)?.[0]
}

/** @param {string} url @param {string} file */
async function download(url, file) {
  const stalled = new AbortController()
  const watch = setTimeout(() => stalled.abort(new Error(`${url} sends nothing`)), stalledMs)
  try {
    const answer = await fetch(url, { signal: stalled.signal })
    if (!answer.ok || !answer.body) throw new Error(`${url} answered ${answer.status}`)
    const body = answer.body
    await pipeline(async function* () {
      for await (const chunk of body) {
        watch.refresh()
        yield chunk
      }
    }, createWriteStream(file))
  } finally {
    clearTimeout(watch)
  }
}
