import { short } from '../../format.ts'
import type { UserStanding } from '../../replies.ts'

type Named = Pick<UserStanding, 'id' | 'name' | 'walletAddress'>

/** What people call a user. */
export function nameOf({ id, name, walletAddress }: Named): string {
  return name ?? (walletAddress === null ? id : short(walletAddress))
}

/** `x` as people write it. */
export function platformName(platform: string): string {
  return names[platform] ?? platform
}

const names: Record<string, string> = {
  x: 'X',
  discord: 'Discord',
  github: 'GitHub',
  google: 'Google',
  steam: 'Steam',
  telegram: 'Telegram',
  tiktok: 'TikTok',
  reddit: 'Reddit',
  epic: 'Epic',
  youtube: 'YouTube',
}
