import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Keys by version, in the order they were introduced; the last one seals. */
export type SealingKeys = ReadonlyMap<string, Buffer>

/**
 * Seals secrets with AES-256-GCM. The record a secret belongs to is authenticated with it, so that a sealed value
 * that was copied to another record does not open.
 */
export function createSealer(keys: SealingKeys) {
  const newest = [...keys.keys()].at(-1)
  if (newest === undefined) throw new Error('no encryption key was given')

  return {
    seal(secret: string, belongsTo: string): string {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', keyOf(newest), iv)
      cipher.setAAD(Buffer.from(belongsTo))
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return [newest, iv, cipher.getAuthTag(), sealed].map(text).join('.')
    },

    /** Throws if it was sealed for another record, or changed. */
    open(sealed: string, belongsTo: string): string {
      const [version = '', iv = '', tag = '', body = ''] = sealed.split('.')
      const decipher = createDecipheriv('aes-256-gcm', keyOf(version), bytes(iv))
      decipher.setAAD(Buffer.from(belongsTo))
      decipher.setAuthTag(bytes(tag))
      return Buffer.concat([decipher.update(bytes(body)), decipher.final()]).toString('utf8')
    },
  }

  function keyOf(version: string): Buffer {
    const key = keys.get(version)
    if (!key) throw new Error(`there is no encryption key ${JSON.stringify(version)}`)
    return key
  }
}

export type Sealer = ReturnType<typeof createSealer>

const text = (part: string | Buffer) =>
  typeof part === 'string' ? part : part.toString('base64url')
const bytes = (part: string) => Buffer.from(part, 'base64url')
