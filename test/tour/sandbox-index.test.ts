import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createControl } from '../../sandbox/kit/control.ts'
import { startSandbox } from '../../sandbox/index.ts'
import type { Sandbox, SandboxIndex } from '../../sandbox/index.ts'
import { readConfig } from '../../src/config.ts'
import { createDiscord } from '../../src/providers/discord.ts'
import { createGithub } from '../../src/providers/github.ts'
import { createX } from '../../src/providers/x.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox()
})

afterAll(() => sandbox.stop())

it('the index says where everything is', async () => {
  const told = (await (await fetch(sandbox.url)).json()) as SandboxIndex
  expect(told).toEqual(JSON.parse(JSON.stringify(sandbox)))
  expect(Object.keys(told.chains)).toEqual(['mainnet', 'base'])
})

it('what is not the index is not there', async () => {
  expect((await fetch(`${sandbox.url}/else`)).status).toBe(404)
})

it('the environment that it tells makes the product see what is in the sandbox', async () => {
  const keys = `k1:${Buffer.alloc(32).toString('base64')}`
  const config = readConfig({ MONGO_URL: 'none', ENCRYPTION_KEYS: keys, ...sandbox.env })
  const { x, github, discord, people } = sandbox.world
  const [alice] = people

  expect(await createX(config.x).findByHandle(x.handle)).toMatchObject({ id: x.accountId })
  const repo = await createGithub(config.github).findRepo(github.repo)
  expect(repo).toMatchObject({ fullName: github.repo, defaultBranch: 'main' })
  const member = await createDiscord(config.discord).findMember(
    discord.guild,
    alice?.discordId ?? '',
  )
  expect(member?.roles).toEqual([discord.role])
  expect(Object.keys(config.chain.urls)).toEqual(Object.keys(sandbox.chains))
})

it('two starts know the repository by one id, and newcomers by different ones', async () => {
  const other = await startSandbox()
  try {
    const repos = await Promise.all([repoOf(sandbox), repoOf(other)])
    expect(repos[0]).toEqual(repos[1])
    expect(await newcomer(sandbox)).not.toEqual(await newcomer(other))
  } finally {
    await other.stop()
  }
})

async function repoOf({ env, world }: Sandbox) {
  const options = { baseUrl: env['GITHUB_API_URL'], token: env['GITHUB_TOKEN'] }
  return createGithub(options).findRepo(world.github.repo)
}

async function newcomer({ github }: Sandbox) {
  return createControl(github).do<{ id: number }>({ do: 'create_user', who: 'newcomer' })
}
