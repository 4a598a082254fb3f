import { z } from 'zod'

const fieldError = z.object({
  pointer: z.string().meta({ description: 'A JSON pointer into what was sent.' }),
  code: z.string(),
  message: z.string(),
})

/** Problem details (RFC 9457) with `message`, which clients of the Snag API show. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  message: z.string(),
  errors: z.array(fieldError),
  requestId: z.string(),
})

export const claimrProblem = z.object({
  success: z.literal(false),
  error: z.object({ code: z.string(), message: z.string() }),
})
