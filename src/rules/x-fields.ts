import { z } from 'zod'
import type { FieldError } from '../domain/failure.ts'
import type { ConnectedAccount } from '../domain/user.ts'
import type { Factor } from '../domain/verdict.ts'
import type { X } from '../providers/index.ts'
import { fieldError } from './field-failure.ts'
import { amount } from './fields.ts'

// What the rule types about X share.

export const xProfileUrl = z
  .string()
  .max(500)
  .regex(
    /^https:\/\/(?:www\.|mobile\.)?(?:x|twitter)\.com\/\w{1,15}\/?(?:\?.*)?$/,
    'must be an X profile URL',
  )

export const xPostUrl = z
  .string()
  .max(500)
  .regex(
    /^https:\/\/(?:www\.|mobile\.)?(?:x|twitter)\.com\/(?:\w{1,15}|i\/web)\/status\/\d{1,20}(?:[/?#].*)?$/,
    'must be the URL of a post on X',
  )

export const verifiedMetadata = {
  enableVerifiedMultiplier: z
    .boolean()
    .optional()
    .meta({ title: 'Pay verified accounts more', group: 'reward' }),
  verifiedMultiplier: amount
    .nullable()
    .optional()
    .meta({
      title: 'Factor for verified accounts',
      group: 'reward',
      when: { enableVerifiedMultiplier: true },
    }),
}

interface Verified {
  enableVerifiedMultiplier?: boolean | undefined
  verifiedMultiplier?: number | string | null | undefined
}

/** A rule that pays verified accounts more must say how much more. */
export function refuseVerified(metadata: Verified): readonly FieldError[] {
  if (!metadata.enableVerifiedMultiplier || metadata.verifiedMultiplier != null) return []
  const message = 'is needed when enableVerifiedMultiplier is true'
  return [fieldError('/metadata/verifiedMultiplier', 'required', message)]
}

export function xHandleOf(profileUrl: string): string {
  return new URL(profileUrl).pathname.replaceAll('/', '')
}

export function xPostIdOf(postUrl: string): string {
  return /\/status\/(\d+)/.exec(new URL(postUrl).pathname)?.[1] ?? ''
}

/** The factor a verified account earns; the profile is read only if the rule pays for it. */
export async function verifiedFactors(
  metadata: Verified,
  account: ConnectedAccount,
  x: X,
): Promise<readonly Factor[]> {
  const { enableVerifiedMultiplier, verifiedMultiplier } = metadata
  if (!enableVerifiedMultiplier || verifiedMultiplier == null) return []
  const { isVerified } = await x.profile(account)
  return isVerified ? [{ source: 'verified account', factor: String(verifiedMultiplier) }] : []
}
