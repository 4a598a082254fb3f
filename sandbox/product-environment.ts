import { createControl } from './kit/control.ts'
import type { SandboxIndex } from './index.ts'
import { xApp } from './x/caller.ts'

/** How deep a block must lie here to be believed: as the product is asked to, on chains of this kind. */
const confirmations: Record<string, string | number> = { mainnet: 'finalized', base: 2 }

/** The environment that makes the product take this world for the real one, with tokens of its own. */
export async function productEnvironment({
  x,
  github,
  discord,
  chains,
}: Pick<SandboxIndex, 'x' | 'github' | 'discord' | 'chains'>): Promise<Record<string, string>> {
  const ours = await createControl(github).do({ do: 'issue_token', who: 'vouchsafe' })
  const bot = await createControl(discord).do({ do: 'issue_token', who: 'bot' })
  const urls = Object.entries(chains).map(([network, { rpcUrl }]) => [network, rpcUrl])
  return {
    X_API_URL: x,
    X_BEARER_TOKEN: xApp.bearer,
    X_CLIENT_ID: xApp.clientId,
    X_CLIENT_SECRET: xApp.clientSecret,
    GITHUB_API_URL: github,
    GITHUB_TOKEN: ours['token'] ?? '',
    // As with the vendor's own, everything is below /api.
    DISCORD_API_URL: `${discord}/api`,
    DISCORD_BOT_TOKEN: bot['token'] ?? '',
    RPC_URLS: JSON.stringify(Object.fromEntries(urls)),
    // Whoever tries webhooks out has the receiver beside it.
    LOOPBACK_WEBHOOKS: 'true',
    CONFIRMATIONS: JSON.stringify(confirmations),
  }
}
