import { createChainControl } from './chain/control.ts'
import { walletOf } from './chain/people.ts'
import { createControl } from './kit/control.ts'
import type { SandboxIndex } from './index.ts'

/** One of the demo's people: who they are everywhere. */
export interface Person {
  name: string
  wallet: string
  xId: string
  githubId: string
  discordId: string
}

/** What there is to be rewarded for in the sandbox from its start. */
export interface DemoWorld {
  people: Person[]
  x: { accountId: string; handle: string; postId: string }
  github: { repo: string }
  discord: { guild: string; role: string }
  /** An NFT collection on mainnet, and a token of 18 decimals on base. */
  nft: { network: string; address: string }
  token: { network: string; address: string }
}

type Places = Pick<SandboxIndex, 'x' | 'github' | 'discord' | 'chains'>

const names = ['alice', 'bob', 'carol']
const host = 'vouchsafe'

/** Opens the programme's own accounts, and three people's, and lets them do a few things. */
export async function furnish(places: Places): Promise<DemoWorld> {
  const x = await furnishX(places.x)
  const github = await furnishGithub(places.github)
  const discord = await furnishDiscord(places.discord)
  const [nft, token] = await Promise.all([furnishMainnet(places), furnishBase(places)])
  const people = names.map((name, index) => ({
    name,
    wallet: walletOf(name).address,
    xId: x.people[index] ?? '',
    githubId: github.people[index] ?? '',
    discordId: discord.people[index] ?? '',
  }))
  const { guild, role } = discord
  return { people, x: x.own, github: { repo: github.repo }, discord: { guild, role }, nft, token }
}

async function furnishX(url: string) {
  const { do: act } = createControl(url)
  const { id: accountId = '' } = await act({ do: 'open_account', who: host })
  const { id: postId = '' } = await act({ do: 'post', who: host, text: 'Verify, decide, settle.' })
  const people = []
  for (const who of names) people.push((await act({ do: 'open_account', who })).id ?? '')
  await act({ do: 'like', who: 'alice', post: postId })
  return { own: { accountId, handle: host, postId }, people }
}

async function furnishGithub(url: string) {
  const { do: act } = createControl(url)
  const people = []
  for (const who of [host, ...names]) {
    people.push(String((await act<{ id: number }>({ do: 'create_user', who })).id))
  }
  const repo = `${host}/demo`
  await act({ do: 'create_repo', who: host, name: 'demo' })
  const { number } = await act<{ number: number }>({ do: 'open_pr', who: 'alice', repo })
  await act({ do: 'merge_pr', repo, number })
  // Whoever comes later has an id that nobody had in an earlier sandbox.
  await act({ do: 'issue_ids_above', id: Math.floor((Date.now() - beginning) / 10) })
  return { repo, people: people.slice(1) }
}

const beginning = Date.UTC(2025, 0, 1)

async function furnishDiscord(url: string) {
  const { do: act } = createControl(url)
  const made = await act<{ guild: string; roles: Record<string, string> }>({
    do: 'create_guild',
    who: host,
    name: 'Vouchsafe',
    roles: ['Builder'],
  })
  const people = []
  for (const who of names) people.push((await act({ do: 'create_user', who })).id ?? '')
  await act({ do: 'join', who: 'alice', guild: made.guild })
  await act({ do: 'give_role', who: 'alice', guild: made.guild, role: 'Builder' })
  return { guild: made.guild, role: made.roles['Builder'] ?? '', people }
}

async function furnishMainnet({ chains }: Places) {
  const { do: act } = createChainControl(chains['mainnet']?.controlUrl ?? '')
  const { address } = await act({ do: 'deploy', kind: 'Nft', name: 'demo-nft' })
  await act({ do: 'mint', token: 'demo-nft', who: ['alice', 'bob'] })
  await act({ do: 'mine', blocks: 6 })
  return { network: 'mainnet', address }
}

async function furnishBase({ chains }: Places) {
  const { do: act } = createChainControl(chains['base']?.controlUrl ?? '')
  const { address } = await act({ do: 'deploy', kind: 'Token', name: 'demo-token' })
  await act({ do: 'mint', token: 'demo-token', who: 'bob', amount: `250${'0'.repeat(18)}` })
  await act({ do: 'mine', blocks: 6 })
  return { network: 'base', address }
}
