import { z } from 'zod'

const scope = {
  /** A JSON-RPC method, perhaps with a star: `eth_call`, `eth_get*`. Everything if left out. */
  match: z.string().optional(),
  /** For so many calls (of a fault of the line: requests); else until the faults are cleared. */
  next: z.int().positive().optional(),
  /** For so many milliseconds of the chain's clock. */
  for: z.number().positive().optional(),
  /** Only every n-th of the calls that match, the first included: 2 is one of two backends. */
  every: z.int().positive().default(1),
}

const blocks = z.int().nonnegative()

/** Faults of the line strike an HTTP request as a whole, if one of its calls matches. */
export const lineFault = z.discriminatedUnion('kind', [
  z.strictObject({ ...scope, kind: z.literal('slow'), ms: z.number().positive() }),
  z.strictObject({
    ...scope,
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
  }),
  z.strictObject({ ...scope, kind: z.literal('drop'), when: z.enum(['before', 'after']) }),
  z.strictObject({ ...scope, kind: z.literal('html'), status: z.int().default(200) }),
  z.strictObject({ ...scope, kind: z.literal('empty'), status: z.int().default(200) }),
  z.strictObject({ ...scope, kind: z.literal('garbage') }),
  z.strictObject({ ...scope, kind: z.literal('truncate') }),
  z.strictObject({ ...scope, kind: z.literal('batch_reversed') }),
  z.strictObject({ ...scope, kind: z.literal('batch_missing'), index: blocks.default(0) }),
])

/** Faults of a call strike it alone, in a batch or not. */
export const callFault = z.discriminatedUnion('kind', [
  /** -32005 "limit exceeded", in an answer with status 200; `status` with 429 is the other form. */
  z.strictObject({ ...scope, kind: z.literal('limit') }),
  z.strictObject({ ...scope, kind: z.literal('error'), code: z.int(), message: z.string() }),
  z.strictObject({ ...scope, kind: z.literal('null') }),
  z.strictObject({ ...scope, kind: z.literal('wrong_type') }),
  z.strictObject({ ...scope, kind: z.literal('unknown_field') }),
  z.strictObject({ ...scope, kind: z.literal('chain_id'), chainId: z.int().positive() }),
  /** Refuses eth_getLogs over more than `blocks` blocks, in one of three providers' words. */
  z.strictObject({
    ...scope,
    kind: z.literal('block_range'),
    blocks: blocks.default(0),
    wording: z.int().min(0).max(2).default(0),
  }),
  z.strictObject({ ...scope, kind: z.literal('too_many_results'), max: blocks.default(0) }),
  z.strictObject({ ...scope, kind: z.literal('log_twice') }),
  /** Answers as a node that has not yet seen the newest blocks. */
  z.strictObject({ ...scope, kind: z.literal('behind'), blocks: blocks.min(1) }),
  /** Has no state older than so many blocks, as a node that keeps no archive. */
  z.strictObject({ ...scope, kind: z.literal('missing_state'), blocks }),
])

export type LineFault = z.output<typeof lineFault>
export type CallFault = z.output<typeof callFault>
export type ChainFault = LineFault | CallFault
export type ChainFaultOrder = z.input<typeof lineFault> | z.input<typeof callFault>
