import { z } from 'zod'

// What several routes read and answer, spelled once.

/** An id, or whatever else names a thing: short, and nothing that no one could have been given. */
export const id = z.string().min(1).max(250)

/** A key that callers make up: any text, counted in characters, as JSON Schema counts them. */
export function keyText(most: number) {
  return z
    .string()
    .min(1)
    .refine((text) => [...text].length <= most, `must not be longer than ${most} characters`)
    .meta({ maxLength: most })
}

/** Repeated keys: one value, or several. */
export function oneOrMore<T extends z.ZodType<string>>(schema: T) {
  return z.union([schema, z.array(schema).min(1).max(100)])
}

export function listOf(value: string | string[] | undefined): string[] | undefined {
  return value === undefined ? undefined : [value].flat()
}

/** A boolean as queries write it, or as JSON does. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false'])])

export function isTrue(value: z.output<typeof flag> | undefined): boolean | undefined {
  return value === undefined ? undefined : value === true || value === 'true'
}

/** Where a request belongs; the key says it already, so that nothing here need be given. */
export const address = { organizationId: id.optional(), websiteId: id.optional() }

const limit = z
  .string()
  .regex(/^(?:[1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
  .default('20')
  .meta({ description: 'Things on a page, 1 to 100.' })

/** Paging: `startingAfter` is the id of the last thing of the page before. */
export const paging = { limit, startingAfter: id.optional() }

export interface Paging {
  limit: number
  after: string | undefined
}

export function pagingOf(query: { limit: string; startingAfter?: string | undefined }): Paging {
  return { limit: Number(query.limit), after: query.startingAfter }
}

/** A page of things, and whether there are more. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), hasNextPage: z.boolean() })
}

/** Who is meant: the wallet is used only when the id is missing. */
export const who = { userId: id.optional(), walletAddress: id.optional() }

export const instant = z.iso.datetime()
export const text = z.string().max(10_000)

/** A plain decimal number; a string where a number would lose digits. */
export const decimal = z.union([
  z.number(),
  z.string().regex(/^-?\d{1,40}(?:\.\d{1,40})?$/, 'must be a plain decimal number'),
])

export const message = z.object({ message: z.string() })
