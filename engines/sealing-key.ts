import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { hasCode } from './errors.mjs'

/** The demo's own ENCRYPTION_KEYS: made once, and kept beside the data that is sealed with them. */
export async function sealingKeys(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
    const keys = `k1:${randomBytes(32).toString('base64')}`
    await writeFile(file, `${keys}\n`, { mode: 0o600 })
    return keys
  }
}
