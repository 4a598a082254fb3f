import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/**
 * Refuses a file that is not the one that was published.
 * @param {string} file
 * @param {string} published `sha256:<hex>`, or npm's form `sha512-<base64>`
 */
export async function verifyChecksum(file, published) {
  const parts = /^(sha256|sha512)([:-])(.+)$/.exec(published)
  if (!parts) throw new Error(`${published} is no checksum`)
  const [, algorithm = '', mark, expected] = parts
  const actual = await checksumOf(file, algorithm, mark === ':' ? 'hex' : 'base64')
  if (actual !== expected) {
    throw new Error(`checksum mismatch: ${file} has ${algorithm} ${actual}, expected ${expected}`)
  }
}

/**
 * @param {string} file
 * @param {string} [algorithm]
 * @param {'hex' | 'base64'} [encoding]
 */
export async function checksumOf(file, algorithm = 'sha256', encoding = 'hex') {
  const hash = createHash(algorithm)
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
  return hash.digest(encoding)
}
