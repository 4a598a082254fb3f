import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { Failure } from '../domain/failure.ts'
import { orgIn } from '../store/organizations.ts'
import type { Mode } from '../store/organizations.ts'
import type { ApiKey, KeyRole } from '../store/api-keys.ts'
import type { Store } from '../store/index.ts'
import { modeOfOrg } from './mode-of-org.ts'

export { keyRoles } from '../store/api-keys.ts'

/** Who is calling, as their key says. */
export interface Caller {
  key: string
  org: string
  mode: Mode
  role: KeyRole
  /** The only website the key is good for, if it is narrowed to one. */
  website?: string | undefined
  /** Whose token it is, if it is no key but a user's token. */
  user?: string | undefined
  /** Set for somebody at a browser, who signed in with the key. */
  session?: { expiresAt: Date } | undefined
}

export interface NewKey {
  /** The live organization; a test key addresses its twin. */
  org: string
  mode: Mode
  role: KeyRole
  name: string
  website?: string | undefined
  expiresAt?: Date | undefined
}

export interface KeysOptions {
  store: Pick<Store, 'apiKeys'>
  now: () => Date
  /** For how long a key that was read is believed; a revocation is effective everywhere after it. */
  believedMs?: number
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const shape =
  /^vs_(?<mode>live|test)_(?<id>[0-9A-Za-z]{12})(?<secret>[0-9A-Za-z]{40})[0-9A-Za-z]{6}$/
const mostBelieved = 10_000

/** Makes, checks and revokes API keys: `vs_live_` or `vs_test_`, an id, 40 characters of secret and a checksum. */
export function createKeys({ store, now, believedMs = 5000 }: KeysOptions) {
  const believed = new Map<string, { record: ApiKey; until: number }>()
  /** What keys that were right come to, as long as their record is believed: hashing costs more than all the rest. */
  const callers = new WeakMap<ApiKey, { key: string; caller: Caller }>()

  /** The key is told once, here; only its hash is kept. */
  async function issue(wanted: NewKey): Promise<{ id: string; key: string }> {
    const { org, mode, role, name, website, expiresAt } = wanted
    const id = random(12)
    const body = `vs_${mode}_${id}${random(40)}`
    const key = body + checksumOf(body)
    await store.apiKeys.create({
      _id: id,
      org: orgIn(mode, org),
      hash: hashOf(key),
      role,
      name,
      website,
      createdAt: now(),
      expiresAt,
    })
    return { id, key }
  }

  /** Throws `unauthenticated`, in the same words whatever is wrong with the key. */
  async function check(key: string | undefined): Promise<Caller> {
    const groups = key === undefined ? undefined : shape.exec(key)?.groups
    if (!key || !groups) throw refused()
    const record = believedRecord(groups.id ?? '') ?? (await recordFor(key, groups.id ?? ''))
    if (!record || !isValid(record, now())) throw refused()
    const known = callers.get(record)
    if (known && isSame(known.key, key)) return known.caller
    if (!isSame(record.hash, hashOf(key))) throw refused()

    const caller = callerAs(record)
    callers.set(record, { key, caller })
    return caller
  }

  /** What the key of that id may, without the key: for those who have shown it before. Throws `unauthenticated`. */
  async function callerOf(id: string): Promise<Caller> {
    const record = await recordOf(id)
    if (!record || !isValid(record, now())) throw refused()
    return callerAs(record)
  }

  /** What people are told of a key. */
  async function describe(id: string): Promise<Pick<ApiKey, 'name' | 'expiresAt'>> {
    const record = await recordOf(id)
    if (!record) throw refused()
    return record
  }

  /** What a key was called, however long it is over. */
  async function nameOf(id: string): Promise<string | null> {
    return (await recordOf(id))?.name ?? null
  }

  function believedRecord(id: string): ApiKey | undefined {
    const known = believed.get(id)
    return known && known.until > now().getTime() ? known.record : undefined
  }

  async function recordOf(id: string): Promise<ApiKey | null> {
    return believedRecord(id) ?? readRecord(id)
  }

  async function recordFor(key: string, id: string): Promise<ApiKey | null> {
    return checksumOf(key.slice(0, -6)) === key.slice(-6) ? readRecord(id) : null
  }

  async function readRecord(id: string): Promise<ApiKey | null> {
    const at = now().getTime()
    const record = await store.apiKeys.find(id)
    believed.delete(id)
    if (record) {
      if (believed.size >= mostBelieved) believed.clear()
      believed.set(id, { record, until: at + believedMs })
    }
    return record
  }

  async function revoke(org: string, id: string): Promise<void> {
    await store.apiKeys.revoke(org, id, now())
    believed.delete(id)
  }

  return { issue, check, callerOf, describe, nameOf, revoke }
}

export type Keys = ReturnType<typeof createKeys>

/** Whether a text looks like a key, wherever it stands. */
export function looksLikeKey(text: string): boolean {
  return /vs_(?:live|test)_[0-9A-Za-z]{12}/.test(text)
}

/** What a key may, as it was issued: its organization is that of its mode. */
function callerAs({ _id, org, role, website }: ApiKey): Caller {
  return { key: _id, org, mode: modeOfOrg(org), role, website }
}

export function mayWrite(role: KeyRole): boolean {
  return role !== 'WEBSITE_READ_ONLY_API_KEY'
}

function isValid({ revokedAt, expiresAt }: ApiKey, at: Date): boolean {
  return !revokedAt && (!expiresAt || expiresAt > at)
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** CRC-32 in base 62, so that a mistyped key is told from a wrong one without asking the database. */
function checksumOf(body: string): string {
  let rest = crc32(body)
  let text = ''
  for (let place = 0; place < 6; place++) {
    text = (digits[rest % 62] ?? '') + text
    rest = Math.floor(rest / 62)
  }
  return text
}

/** So many letters and digits that nobody can guess. */
export function random(length: number): string {
  return Array.from({ length }, () => digits[randomInt(62)]).join('')
}

function refused(): Failure {
  return new Failure('unauthenticated', 'a valid API key is needed')
}
