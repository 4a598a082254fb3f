import { ulid } from 'ulid'

/** The kinds of things that have ids of their own. */
export type IdKind = 'org' | 'web' | 'cur' | 'usr' | 'rul' | 'grp' | 'mul' | 'txn' | 'bdg'

/** An id that says what it names and sorts by when it was made: `rul_01K...`. */
export function newId(kind: IdKind): string {
  return `${kind}_${ulid()}`
}
