import { z } from 'zod'

/** Two texts that MongoDB would store as one must not name two people. */
export const name = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
  .refine((text) => !text.includes('\0'), 'must not hold NUL')

/** How claimr's methods name a user. */
export const identity = { account: name, platform: name }

export const pid = name

export const env = z.string().max(50).nullable().optional().meta({
  description: 'Empty or `live`; anything else tries it out in the test programme.',
})

/** Whom, and which campaign, claimr's methods are about. */
export const who = { ...identity, pid, env }

export function modeOf(env: string | null | undefined): 'live' | 'test' {
  return env == null || env === '' || env === 'live' ? 'live' : 'test'
}
