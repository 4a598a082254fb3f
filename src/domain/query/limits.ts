/**
 * What an expression may be. Length is in characters and is also what keeps the parser, which recurses, off the end
 * of the stack. A literal's values count as nodes and its nesting as depth.
 */
export const queryLimits = { length: 1000, nodes: 128, depth: 32 } as const

/**
 * What one evaluation may use. A step is a node visited, an item looked at, or a few characters read. Items are the
 * entries of lists and records that are built, characters those of texts; whatever is thrown away again counts too.
 */
export interface QueryBudget {
  readonly steps: number
  readonly items: number
  readonly characters: number
}

/** Holds one expression of 1,000 characters over one event of 64 kB well under 50 ms and 32 MB (bench/queries.ts). */
export const queryBudget: QueryBudget = { steps: 100_000, items: 25_000, characters: 500_000 }

/** How deep a value may be nested where it is walked: an event's own 32 levels, and one for each node of a query. */
export const deepestValue = 256
