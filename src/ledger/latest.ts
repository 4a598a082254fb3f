import type { Collections } from './collections.ts'
import { readHeads } from './heads.ts'
import type { AccountId } from './types.ts'

/**
 * Whether no account has more entries than this, as far as anybody was told of them. One may have fewer: what rounds under
 * way write is known before it is stored.
 */
export async function areLatest(
  collections: Pick<Collections, 'entries'>,
  seqs: ReadonlyMap<AccountId, number>,
): Promise<boolean> {
  if (seqs.size === 0) return true
  const heads = await readHeads(collections, [...seqs.keys()])
  return [...heads].every(([account, { seq }]) => seq <= (seqs.get(account) ?? 0))
}
