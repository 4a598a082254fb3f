import { words } from '../../format.ts'

/** What people call a family of types. */
export function familyName(family: string): string {
  return families[family] ?? words(family.replaceAll('-', '_'))
}

const families: Readonly<Record<string, string>> = {
  'social-x': 'X',
  social: 'Communities',
  token: 'Tokens',
  onchain: 'On chain',
  connect: 'Connecting',
  dapp: 'dApps',
  'claimr-api-task': 'Reported by your server',
  'claimr-event-task': 'Counted from events',
}

/** What a member must have connected, after "needs"; undefined where that is nothing. */
export function connectionName(requires: string | null): string | undefined {
  if (requires === null) return undefined
  return connections[requires] ?? `a connection to ${words(requires)}`
}

const connections: Readonly<Record<string, string>> = {
  wallet: 'a wallet',
  x: 'an X account',
  discord: 'a Discord account',
  github: 'a GitHub account',
}
