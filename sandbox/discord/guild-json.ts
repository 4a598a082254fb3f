import {
  GuildDefaultMessageNotifications,
  GuildExplicitContentFilter,
  GuildFeature,
  GuildMFALevel,
  GuildNSFWLevel,
  GuildPremiumTier,
  GuildVerificationLevel,
  Locale,
} from 'discord-api-types/v10'
import type {
  APIGuild,
  GatewayGuildCreateDispatchData,
  RESTAPIPartialCurrentUserGuild,
} from 'discord-api-types/v10'
import { channelJson, memberJson, roleJson } from './guild-parts.ts'
import type { Guild, World } from './state.ts'

export type GuildJson = APIGuild & { region: string; nsfw: boolean; home_header: null }

/** The published type and the specification each ask for fields that the other leaves out. */
export function guildJson(guild: Guild): GuildJson {
  return {
    ...namesOf(guild),
    owner_id: guild.ownerId,
    roles: guild.roles.map(roleJson),
    description: null,
    splash: null,
    discovery_splash: null,
    home_header: null,
    ...SETTINGS,
    ...SIZES,
    ...NO_CHANNELS,
    emojis: [],
    stickers: [],
    incidents_data: null,
    application_id: null,
    hub_type: null,
    vanity_url_code: null,
  }
}

/** A guild as the gateway introduces it, with all who are in it. */
export function guildCreateJson(world: World, guild: Guild): GatewayGuildCreateDispatchData {
  const members = [...guild.members.values()]
  return {
    ...guildJson(guild),
    joined_at: new Date(members[0]?.joinedAt ?? 0).toISOString(),
    large: false,
    unavailable: false,
    member_count: members.length,
    members: members.map((member) => memberJson(world, member)),
    channels: guild.channels.map(channelJson),
    ...NOTHING_ELSE,
  }
}

/** A guild in a user's own list. */
export function ownGuildJson(guild: Guild, userId: string): RESTAPIPartialCurrentUserGuild {
  return { ...namesOf(guild), owner: guild.ownerId === userId, permissions: '2251799813685247' }
}

function namesOf({ id, name }: Guild) {
  const features = [GuildFeature.Community, GuildFeature.MemberVerificationGateEnabled]
  return { id, name, icon: null, banner: null, features }
}

const SETTINGS = {
  region: 'deprecated',
  preferred_locale: Locale.EnglishUS,
  verification_level: GuildVerificationLevel.Low,
  default_message_notifications: GuildDefaultMessageNotifications.OnlyMentions,
  explicit_content_filter: GuildExplicitContentFilter.AllMembers,
  mfa_level: GuildMFALevel.None,
  nsfw: false,
  nsfw_level: GuildNSFWLevel.Default,
  premium_tier: GuildPremiumTier.None,
  premium_subscription_count: 0,
  premium_progress_bar_enabled: false,
  system_channel_flags: 0,
  widget_enabled: false,
}

const SIZES = {
  afk_timeout: 300,
  max_presences: null,
  max_members: 500000,
  max_video_channel_users: 25,
  max_stage_video_channel_users: 50,
} as const

const NO_CHANNELS = {
  afk_channel_id: null,
  system_channel_id: null,
  widget_channel_id: null,
  rules_channel_id: null,
  public_updates_channel_id: null,
  safety_alerts_channel_id: null,
}

const NOTHING_ELSE = {
  threads: [],
  voice_states: [],
  presences: [],
  stage_instances: [],
  guild_scheduled_events: [],
  soundboard_sounds: [],
}
