import { ConnectionVisibility, Locale } from 'discord-api-types/v10'
import type { APIConnection, APIUser } from 'discord-api-types/v10'
import type { Connection, Message, User } from './state.ts'

/** A user as anybody sees it. */
export function userJson(user: User): APIUser {
  return {
    id: user.id,
    username: user.username,
    discriminator: user.isBot ? '0001' : '0',
    global_name: user.isBot ? null : user.username,
    ...PLAIN,
    ...(user.isBot && { bot: true }),
  }
}

/** A user as its own token sees it; the address only with the scope `email`. */
export function ownUserJson(user: User, mayReadEmail: boolean): APIUser {
  const own = { ...userJson(user), mfa_enabled: false, locale: Locale.EnglishUS, premium_type: 0 }
  return mayReadEmail ? { ...own, email: user.email, verified: user.isVerified } : own
}

/** Webhooks write under a name of their own and no account. */
export function webhookJson(webhook: NonNullable<Message['webhook']>): APIUser {
  const { id, name } = webhook
  return { id, username: name, discriminator: '0000', global_name: null, bot: true, ...PLAIN }
}

export function connectionJson(connection: Connection): APIConnection {
  const { revoked, ...shown } = connection
  return {
    ...shown,
    ...(revoked && { revoked }),
    friend_sync: false,
    show_activity: true,
    two_way_link: false,
    visibility: ConnectionVisibility.Everyone,
  }
}

const PLAIN = {
  avatar: null,
  banner: null,
  accent_color: null,
  public_flags: 0,
  flags: 0,
  avatar_decoration_data: null,
  collectibles: null,
  primary_guild: null,
}
