import type { Json } from './json.ts'

/** A JMESPath expression that was read and found within the limits; only `parseQuery` makes one. */
export interface Query {
  readonly text: string
  readonly root: Node
}

export type Comparison = 'EQ' | 'NE' | 'LT' | 'LTE' | 'GT' | 'GTE'

/** `chain` asks `right` of what `left` found; `project` asks it of every item, `project_values` of every field. */
export type Node =
  | { readonly type: 'current' }
  | { readonly type: 'literal'; readonly value: Json }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'index'; readonly index: number }
  | Slice
  | Pair<'chain' | 'project' | 'project_values' | 'or' | 'and'>
  | (Pair<'filter'> & { readonly condition: Node })
  | (Pair<'compare'> & { readonly comparison: Comparison })
  | Single<'flatten' | 'not' | 'reference'>
  | { readonly type: 'list'; readonly items: readonly Node[] }
  | { readonly type: 'record'; readonly fields: readonly (readonly [string, Node])[] }
  | Call

export interface Slice {
  readonly type: 'slice'
  readonly start: number | null
  readonly stop: number | null
  readonly step: number
}

export interface Call {
  readonly type: 'call'
  readonly name: string
  readonly args: readonly Node[]
}

interface Pair<Type> {
  readonly type: Type
  readonly left: Node
  readonly right: Node
}

interface Single<Type> {
  readonly type: Type
  readonly child: Node
}
