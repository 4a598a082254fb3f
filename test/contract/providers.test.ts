import { afterEach, expect, it } from '@jest/globals'
import { createDiscord as createDiscordStandIn } from '../../sandbox/discord/index.ts'
import { createGithub as createGithubStandIn } from '../../sandbox/github/index.ts'
import type { Call } from '../../sandbox/kit/calls.ts'
import { createControl } from '../../sandbox/kit/control.ts'
import { startVendor } from '../../sandbox/kit/vendor.ts'
import type { Vendor } from '../../sandbox/kit/vendor.ts'
import { xApp } from '../../sandbox/x/caller.ts'
import { startX } from '../../sandbox/x/x.ts'
import type { ConnectedAccount } from '../../src/domain/user.ts'
import { createDiscord } from '../../src/providers/discord.ts'
import { createGithub } from '../../src/providers/github.ts'
import type { Discord, Github, X } from '../../src/providers/index.ts'
import { createX } from '../../src/providers/x.ts'
import { complaintsOf, loadContract } from '../support/contract.ts'

/** Every question of a provider; the compiler notices one that is missing. */
type Questions<P> = { [Name in keyof P]: () => Promise<unknown> }

let vendor: Vendor
afterEach(() => vendor.stop())

const since = new Date('2026-01-01T00:00:00Z')

/** Asks every question and answers, by its name, the calls that it took. */
async function askAll<P>(questions: Questions<P>): Promise<Record<string, Call[]>> {
  const control = createControl(vendor.url)
  const asked: Record<string, Call[]> = {}
  for (const [name, ask] of Object.entries<() => Promise<unknown>>(questions)) {
    const seen = (await control.calls()).at(-1)?.seq
    await ask()
    asked[name] = await control.calls(seen)
  }
  return asked
}

/** Holds what was asked and answered against a specification file, where there is one on this machine. */
async function expectKept(asked: Record<string, Call[]>, file: string, basePath?: string) {
  const silent = Object.entries(asked).filter(([, calls]) => calls.length === 0)
  expect(silent).toEqual([])
  const contract = await loadContract(file, basePath === undefined ? {} : { basePath })
  if (!contract) return
  expect(complaintsOf(contract, Object.values(asked).flat())).toEqual([])
  // And a slip of ours would be noticed.
  const call = Object.values(asked)[0]![0]!
  expect(contract.checkCall({ ...call, query: { mispelt: '1' } })).not.toEqual([])
  expect(contract.checkAnswer({ ...call, status: 200, body: 'nonsense' })).not.toEqual([])
}

it('GitHub is asked and read as its specification says', async () => {
  vendor = await startVendor(createGithubStandIn())
  const { do: act } = createControl(vendor.url)
  await act({ do: 'create_repo', who: 'acme', name: 'widgets' })
  const alice = await act<{ id: number; token: string }>({ do: 'issue_token', who: 'alice' })
  for (const who of ['alice', 'bob']) {
    const { number } = await act({ do: 'open_pr', who, repo: 'acme/widgets' })
    await act({ do: 'merge_pr', repo: 'acme/widgets', number })
  }
  const github = createGithub({ baseUrl: vendor.url, token: alice.token })
  const ask = { repo: 'acme/widgets', branch: 'main', since }

  const asked = await askAll<Github>({
    owner: () => github.owner(alice.token),
    findRepo: async () => [await github.findRepo(ask.repo), await github.findRepo('acme/nothing')],
    async mergedPulls() {
      expect(await github.mergedPulls(String(alice.id), ask)).toHaveLength(1)
    },
  })
  await expectKept(asked, 'github-subset-openapi.json')
})

it('Discord is asked and read as its specification says', async () => {
  vendor = await startVendor(createDiscordStandIn())
  const { do: act } = createControl(vendor.url)
  const { guild = '' } = await act({ do: 'create_guild', who: 'acme' })
  const { token: botToken = '' } = await act({ do: 'issue_token', who: 'bot' })
  const { id: alice = '', token = '' } = await act({ do: 'issue_token', who: 'alice' })
  const { id: bob = '' } = await act({ do: 'create_user', who: 'bob' })
  await act({ do: 'join', who: 'alice', guild })
  const discord = createDiscord({ baseUrl: `${vendor.url}/api`, botToken })

  const asked = await askAll<Discord>({
    owner: () => discord.owner(token),
    async findMember() {
      expect(await discord.findMember(guild, alice)).toBeDefined()
      expect(await discord.findMember(guild, bob)).toBeUndefined()
    },
  })
  await expectKept(asked, 'discord-openapi.json', '/api/v10')
})

it('X is asked and read as its specification says', async () => {
  vendor = await startX()
  const { do: act } = createControl(vendor.url)
  const { id: acme = '' } = await act({ do: 'open_account', who: 'acme' })
  const { id: post = '' } = await act({ do: 'post', who: 'acme', text: 'hello' })
  const grant = await act({ do: 'issue_token', who: 'alice' })
  const { id = '', access_token: token, refresh_token: refresh = '' } = grant
  const alice: ConnectedAccount = { platform: 'x', id, proof: 'login', connectedAt: since, token }
  await act({ do: 'follow', who: 'alice', whom: 'acme' })
  for (const name of ['like', 'repost', 'reply']) {
    await act({ do: name, who: 'alice', post, text: 'fine' })
  }
  const { bearer: bearerToken, clientId, clientSecret } = xApp
  const x = createX({ baseUrl: vendor.url, bearerToken, clientId, clientSecret })

  const asked = await askAll<X>({
    findByHandle: async () => [await x.findByHandle('acme'), await x.findByHandle('nobody')],
    owner: () => x.owner(token!),
    profile: () => x.profile(alice),
    follows: () => x.follows(alice, acme),
    hasLiked: () => x.hasLiked(alice, post),
    hasReposted: () => x.hasReposted(alice, post, since),
    findReply: () => x.findReply(alice, post),
    findPost: async () => [await x.findPost(post), await x.findPost('1')],
    refresh: () => x.refresh(refresh),
  })
  // The file does not know the token endpoint, which is known from prose only.
  const { refresh: renewal, ...specified } = asked
  expect(renewal).toMatchObject([{ path: '/2/oauth2/token', status: 200 }])
  await expectKept(specified, 'x-openapi-2.166.json')
})
