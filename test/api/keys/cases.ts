import { randomBytes } from 'node:crypto'
import { Wallet } from 'ethers'
import { bodiesFor, settle } from '../sample-rules.ts'
import { until } from '../support.ts'
import type { Api } from '../support.ts'
import type { Holder } from './effects.ts'

/** A request, as it is sent with a key and without. */
export interface Sent {
  method: string
  path: string
  body?: Readonly<Record<string, unknown>>
}

/** A request on things of its own, so that what it changes was changed by nothing else. */
export interface Subject extends Sent {
  /** The same route with other content. */
  other: Partial<Sent>
  /** Where the two differ. */
  differs: string
  /** Wrong in a way that only the engine finds. */
  wrong: Partial<Sent>
  holder?: Holder
  bearer?: boolean
}

export interface Case {
  operationId: string
  name?: string
  prepare: (world: World) => Promise<Subject>
  /** What a run after a crash does again, harmlessly: it leaves nothing that counts. */
  again?: Record<string, number>
  /** Fields of the answer that a run after a crash cannot know to be what they were. */
  drifting?: readonly string[]
}

/** Makes the things that requests are about. */
export function worldOf(api: Api) {
  const bodies = bodiesFor(api)
  const post = async (path: string, body: object) => {
    const answer = await api.call('POST', path, body)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return answer.body
  }
  const rule = async (body: object): Promise<string> => (await post(rules, body)).id
  return {
    ...{ api, bodies, post, rule },
    user: async (more: object = {}): Promise<string> =>
      (await post('/api/users/metadatas', { externalIdentifier: unique(), ...more })).id,
    group: async (): Promise<string> => (await post(`${groups}/create`, { name: 'g' })).id,
    multiplier: async (): Promise<{ id: string; externalIdentifier: string }> => {
      const { id: userId } = await post('/api/users/metadatas', { externalIdentifier: unique() })
      const named = { externalIdentifier: unique() }
      return post('/api/loyalty/multipliers', { userId, multiplier: 2, ...named })
    },
    /** Lists are written behind, and a transaction is looked up in them by its id. */
    untilListed: async (transaction: string): Promise<void> => {
      const list = `/api/loyalty/transaction_entries?loyaltyTransactionId=${transaction}`
      await until(
        () => api.call('GET', list),
        ({ body }) => body.data.length > 0,
      )
    },
    /** A user who was given points, and the transaction that gave them. */
    given: async (amount: number) => {
      const { id: user } = await post('/api/users/metadatas', { externalIdentifier: unique() })
      const entries = [{ userId: user, amount }]
      const { id, entries: booked } = await post(transactions, { description: 'd', entries })
      return { user: String(user), transaction: String(id), entry: String(booked[0].id) }
    },
    /** A stream that a task listens to; one for all, since those who listen are looked up now and then only. */
    stream: once(async () => {
      const stream = unique()
      const metadata = { stream, goal: 1000, recurrence: 'Once' }
      await rule(taskBody(api, 'claimr_stream_value', { amount: 1, metadata }))
      const body = { ...from(), stream, value: 0 }
      await until(
        () => api.call('POST', '/api/v1/stream/value', body, { bearer: api.tenant.key }),
        ({ status }) => status === 200,
      )
      return stream
    }),
    /** A score, as claimr names it. */
    score: once(async () => {
      const cid: string = (await post(`${groups}/create`, { name: 'quest' })).id
      const aid = await rule(taskBody(api, 'claimr_score', { loyaltyRuleGroupId: cid }))
      return { cid, aid }
    }),
    hold: async (userId: string): Promise<string> =>
      (await post(holds, { userId, amount: 5, expiresAt })).id,
    /** A claim that was looked at. */
    claim: async (isMet: boolean): Promise<string> => {
      const { id: userId } = await post('/api/users/metadatas', { externalIdentifier: unique() })
      const { claimId } = await post(`${rules}/${await rule(bodies.word)}/complete`, { userId })
      await settle(api, claimId, isMet)
      return claimId
    },
    /** A rule that has paid a user. */
    paid: async (): Promise<{ id: string; user: string }> => {
      const { id: user } = await post('/api/users/metadatas', { externalIdentifier: unique() })
      const id = await rule(bodies.daily)
      const { claimId } = await post(`${rules}/${id}/complete`, { userId: user })
      await settle(api, claimId)
      return { id, user }
    },
  }
}

export type World = ReturnType<typeof worldOf>

export const unique = () => randomBytes(8).toString('hex')
const address = () => `0x${randomBytes(20).toString('hex')}`
const rules = '/api/loyalty/rules'
const groups = '/api/loyalty/rule_groups'
const multipliers = '/api/loyalty/multipliers'
const transactions = '/api/loyalty/transactions'
const holds = '/api/loyalty/holds'
const accounts = '/api/loyalty/accounts'
const publishable = '/api/websites/publishable_key'
const hooks = '/api/v1/hook'
const hookOf = (hook_id: string) => ({
  ...{ scope: 'user_reward', hook_id, uri: 'https://receiver.test/', secret: 'a secret' },
})
const expiresAt = '2099-01-01T00:00:00.000Z'
const nobody = 'usr_unknown'
const held =
  (user: string): Holder =>
  async () =>
    user

/** Every route that writes, with a request that is right. */
export const cases: readonly Case[] = [
  {
    operationId: 'completeRule',
    async prepare({ user, rule, bodies }) {
      const body = { userId: await user(), amount: 3 }
      return {
        ...{ method: 'POST', path: `${rules}/${await rule(bodies.daily)}/complete`, body },
        ...{ other: { body: { ...body, amount: 4 } }, differs: '/amount' },
        wrong: { body: { ...body, userId: nobody } },
      }
    },
  },
  {
    ...{ operationId: 'completeRule', name: 'as often as it is said' },
    async prepare({ user, rule, bodies }) {
      const path = `${rules}/${await rule(bodies.word)}/complete`
      const body = { userId: await user() }
      return {
        ...{ method: 'POST', path, body },
        ...{ other: { body: { ...body, contentUrl: 'x' } }, differs: '/contentUrl' },
        wrong: { path: `${rules}/rul_unknown/complete` },
      }
    },
  },
  {
    operationId: 'retryClaims',
    async prepare({ claim }) {
      const path = '/api/loyalty/claims/retry'
      return {
        ...{ method: 'POST', path, body: { ids: [await claim(false)] } },
        ...{ other: { body: { ids: [await claim(false)] } }, differs: '/ids/0' },
        wrong: { body: { status: 'unmet', reason: 'not_seen' } },
      }
    },
  },
  {
    operationId: 'voidClaims',
    async prepare({ claim }) {
      const path = '/api/loyalty/claims/void'
      const body = { ids: [await claim(true)], description: 'd' }
      return {
        ...{ method: 'POST', path, body },
        ...{ other: { body: { ...body, ids: [await claim(true)] } }, differs: '/ids/0' },
        wrong: { body: { description: 'd', status: 'unmet', reason: 'not_seen' } },
      }
    },
  },
  {
    operationId: 'createRuleLink',
    drifting: ['url', 'expiresAt'],
    async prepare({ user, rule, bodies }) {
      const path = `${rules}/${await rule(bodies.link)}/link`
      return {
        ...{ method: 'POST', path, body: { userId: await user() } },
        ...{ other: { body: { userId: await user() } }, differs: '/userId' },
        wrong: { body: { userId: nobody } },
      }
    },
  },
  {
    operationId: 'createRule',
    async prepare({ bodies: { link } }) {
      const body = { ...link, externalIdentifier: unique() }
      const metadata = { link: 'https://other.test/' }
      return {
        ...{ method: 'POST', path: rules, body },
        ...{ other: { body: { ...body, metadata } }, differs: '/metadata/link' },
        wrong: { body: { ...body, amount: -1 } },
      }
    },
  },
  {
    operationId: 'updateRule',
    prepare: async ({ rule, bodies }) => ({
      ...{ method: 'POST', path: `${rules}/${await rule(bodies.link)}`, body: { name: 'new' } },
      ...{ other: { body: { name: 'other' } }, differs: '/name' },
      wrong: { body: { name: 'new', amount: -1 } },
    }),
  },
  ...(['pause', 'resume'] as const).map((what): Case => ({
    operationId: `${what}Rule`,
    async prepare({ rule, bodies }) {
      const body = { ...bodies.link, isPaused: what === 'resume' }
      const pathOf = (id: string) => `${rules}/${id}/${what}`
      return {
        ...{ method: 'POST', path: pathOf(await rule(body)), body: {} },
        ...{ other: { path: pathOf(await rule(body)) }, differs: '/id' },
        wrong: { path: pathOf('rul_unknown') },
      }
    },
  })),
  {
    operationId: 'restoreRuleEdit',
    async prepare({ rule, bodies, post }) {
      const edited = async () => {
        const id = await rule(bodies.link)
        await post(`${rules}/${id}`, { name: 'other' })
        return `/api/loyalty/rule_edits/${id}:1/restore`
      }
      return {
        ...{ method: 'POST', path: await edited(), body: {} },
        ...{ other: { path: await edited() }, differs: '/id' },
        wrong: { path: '/api/loyalty/rule_edits/rul_unknown:1/restore' },
      }
    },
  },
  {
    operationId: 'deleteRule',
    async prepare({ rule, bodies }) {
      const path = `${rules}/${await rule(bodies.link)}`
      return {
        ...{ method: 'DELETE', path, wrong: { path: `${rules}/rul_unknown` } },
        ...{ other: { path: `${path}?debitLoyaltyPoints=true` }, differs: '/debitLoyaltyPoints' },
      }
    },
  },
  {
    ...{ operationId: 'deleteRule', name: 'and take back its points' },
    async prepare({ paid }) {
      const [{ id, user }, { id: another }] = [await paid(), await paid()]
      const pathOf = (rule: string) => `${rules}/${rule}?debitLoyaltyPoints=true`
      return {
        ...{ method: 'DELETE', path: pathOf(id), holder: held(user) },
        ...{ other: { path: pathOf(another) }, differs: '/id' },
        wrong: { path: pathOf('rul_unknown') },
      }
    },
  },
  {
    operationId: 'sweepRule',
    again: { 'sweeps triggered': 1 },
    async prepare({ rule, bodies }) {
      const pathOf = async (body: object) => `${rules}/${await rule(body)}/sweep`
      return {
        ...{ method: 'POST', path: await pathOf(bodies.held), body: {} },
        ...{ other: { path: await pathOf(bodies.held) }, differs: '/id' },
        wrong: { path: await pathOf(bodies.link) },
      }
    },
  },
  {
    operationId: 'createRuleGroup',
    prepare: async () => ({
      ...{ method: 'POST', path: `${groups}/create`, body: { name: 'g', sortId: 1 } },
      ...{ other: { body: { name: 'h', sortId: 1 } }, differs: '/name' },
      wrong: { body: { name: 'g', sortId: 1, websiteId: 'web_unknown' } },
    }),
  },
  {
    operationId: 'updateRuleGroup',
    prepare: async ({ group }) => ({
      ...{ method: 'POST', path: `${groups}/${await group()}`, body: { name: 'new' } },
      ...{ other: { body: { name: 'new', isRequired: true } }, differs: '/isRequired' },
      wrong: { path: `${groups}/grp_unknown` },
    }),
  },
  {
    operationId: 'deleteRuleGroup',
    async prepare({ group, rule, bodies }) {
      const loyaltyRuleGroupId = await group()
      await rule({ ...bodies.link, loyaltyRuleGroupId })
      return {
        ...{ method: 'DELETE', path: `${groups}/${loyaltyRuleGroupId}` },
        ...{ other: { path: `${groups}/${await group()}` }, differs: '/id' },
        wrong: { path: `${groups}/grp_unknown` },
      }
    },
  },
  {
    operationId: 'reportProgress',
    async prepare({ rule, user, bodies }) {
      const who = { loyaltyRuleId: await rule(bodies.counted), userId: await user() }
      return {
        ...{ method: 'POST', path: '/api/loyalty/rule_statuses', body: { ...who, incProgress: 5 } },
        ...{ other: { body: { ...who, incProgress: 6 } }, differs: '/incProgress' },
        wrong: { body: { ...who, userId: nobody, incProgress: 5 } },
      }
    },
  },
  {
    operationId: 'createCurrency',
    async prepare() {
      const body = { name: 'Gold', symbol: 'G', decimals: 2 }
      return {
        ...{ method: 'POST', path: '/api/loyalty/currencies', body },
        ...{ other: { body: { ...body, decimals: 3 } }, differs: '/decimals' },
        wrong: { body: { ...body, apiGetUrl: 'https://partner.test' } },
      }
    },
  },
  {
    operationId: 'createTransaction',
    async prepare({ user }) {
      const userId = await user()
      const bodyOf = (entry: object) => ({ description: 'd', entries: [entry] })
      return {
        ...{ method: 'POST', path: transactions, holder: held(userId) },
        body: bodyOf({ userId, amount: 5 }),
        ...{ other: { body: bodyOf({ userId, amount: 6 }) }, differs: '/entries/0/amount' },
        wrong: { body: bodyOf({ userId: nobody, amount: 5 }) },
      }
    },
  },
  {
    ...{ operationId: 'reverseTransaction', name: 'all of it' },
    async prepare({ given, untilListed }) {
      const { user, transaction } = await given(20)
      await untilListed(transaction)
      const pathOf = (id: string) => `${transactions}/${id}/reverse`
      return {
        ...{ method: 'POST', path: pathOf(transaction), body: {}, holder: held(user) },
        ...{ other: { body: { mayCut: true } }, differs: '/mayCut' },
        wrong: { path: pathOf('pst_01ARZ3NDEKTSV4RRFFQ69G5FAV000') },
      }
    },
  },
  {
    operationId: 'reverseTransaction',
    async prepare({ given, untilListed }) {
      const { user, transaction } = await given(20)
      await untilListed(transaction)
      return {
        ...{ method: 'POST', path: `${transactions}/${transaction}/reverse`, holder: held(user) },
        ...{ body: { amount: 5 }, other: { body: { amount: 6 } }, differs: '/amount' },
        wrong: { body: { amount: 21 } },
      }
    },
  },
  {
    operationId: 'reverseTransactionEntry',
    async prepare({ given, untilListed }) {
      const { user, transaction, entry } = await given(20)
      await untilListed(transaction)
      const pathOf = (id: string) =>
        `/api/loyalty/transaction_entries/${encodeURIComponent(id)}/reverse`
      return {
        ...{ method: 'POST', path: pathOf(entry), body: { amount: 5 }, holder: held(user) },
        ...{ other: { body: { amount: 6 } }, differs: '/amount' },
        wrong: { path: pathOf('unknown/0') },
      }
    },
  },
  {
    operationId: 'createHold',
    async prepare({ given }) {
      const { user: userId } = await given(20)
      const body = { userId, amount: 5, expiresAt }
      return {
        ...{ method: 'POST', path: holds, body, holder: held(userId) },
        ...{ other: { body: { ...body, amount: 6 } }, differs: '/amount' },
        wrong: { body: { ...body, userId: nobody } },
      }
    },
  },
  {
    operationId: 'captureHold',
    async prepare({ given, hold }) {
      const { user } = await given(20)
      const path = `${holds}/${await hold(user)}/capture`
      return {
        ...{ method: 'POST', path, body: { amount: 3 }, holder: held(user) },
        ...{ other: { body: { amount: 4 } }, differs: '/amount' },
        wrong: { path: `${holds}/hld_unknown/capture` },
      }
    },
  },
  {
    operationId: 'voidHold',
    async prepare({ given, hold }) {
      const { user } = await given(20)
      const pathOf = (id: string) => `${holds}/${id}/void`
      return {
        ...{ method: 'POST', path: pathOf(await hold(user)), body: {}, holder: held(user) },
        ...{ other: { path: pathOf(await hold(user)) }, differs: '/id' },
        wrong: { path: pathOf('hld_unknown') },
      }
    },
  },
  {
    operationId: 'closeAccount',
    async prepare({ given }) {
      const [{ user }, { user: another }] = [await given(20), await given(20)]
      const pathOf = (id: string) => `${accounts}/${id}/close`
      return {
        ...{ method: 'POST', path: pathOf(user), body: {}, holder: held(user) },
        ...{ other: { path: pathOf(another) }, differs: '/id' },
        wrong: { path: pathOf(nobody) },
      }
    },
  },
  {
    operationId: 'createMultiplier',
    async prepare({ user }) {
      const body = { userId: await user(), multiplier: 2, externalIdentifier: unique() }
      return {
        ...{ method: 'POST', path: multipliers, body },
        ...{ other: { body: { ...body, multiplier: 3 } }, differs: '/multiplier' },
        wrong: { body: { ...body, userId: nobody } },
      }
    },
  },
  {
    operationId: 'updateMultiplier',
    prepare: async ({ multiplier }) => ({
      ...{ method: 'POST', path: `${multipliers}/${(await multiplier()).id}` },
      body: { multiplier: 3 },
      ...{ other: { body: { multiplier: 4 } }, differs: '/multiplier' },
      wrong: { path: `${multipliers}/mul_unknown` },
    }),
  },
  {
    operationId: 'deleteMultiplier',
    prepare: async ({ multiplier }) => ({
      ...{ method: 'DELETE', path: `${multipliers}/${(await multiplier()).id}` },
      ...{ other: { path: `${multipliers}/${(await multiplier()).id}` } },
      ...{ differs: '/multiplierId', wrong: { path: `${multipliers}/mul_unknown` } },
    }),
  },
  {
    operationId: 'deleteMultiplierByIdentifier',
    async prepare({ multiplier }) {
      const named = ({ externalIdentifier }: { externalIdentifier: string }) => ({
        body: { externalIdentifier },
      })
      return {
        ...{ method: 'DELETE', path: multipliers, ...named(await multiplier()) },
        ...{ other: named(await multiplier()), differs: '/externalIdentifier' },
        wrong: named({ externalIdentifier: 'unknown' }),
      }
    },
  },
  {
    operationId: 'createConnectChallenge',
    again: { 'nonces insert': 1 },
    drifting: ['message', 'nonce', 'expiresAt'],
    async prepare({ user }) {
      const body = { walletAddress: address(), walletType: 'evm', userId: await user() }
      return {
        ...{ method: 'POST', path: '/api/users/connect/challenge', body },
        ...{ other: { body: { ...body, walletAddress: address() } }, differs: '/walletAddress' },
        wrong: { body: { ...body, userId: nobody } },
      }
    },
  },
  {
    operationId: 'connectWallet',
    async prepare({ user }) {
      const body = { walletAddress: address(), walletType: 'evm', userId: await user() }
      return {
        ...{ method: 'POST', path: '/api/users/connect', body },
        ...{ other: { body: { ...body, walletAddress: address() } }, differs: '/walletAddress' },
        wrong: { body: { ...body, userId: nobody } },
      }
    },
  },
  {
    ...{ operationId: 'connectWallet', name: 'with a signature, for somebody new' },
    again: { 'users update': 1 },
    drifting: ['updatedAt'],
    async prepare({ post }) {
      const signer = Wallet.createRandom()
      const wallet = { walletAddress: signer.address, walletType: 'evm' }
      const { message } = await post('/api/users/connect/challenge', wallet)
      const signature = await signer.signMessage(message)
      const body = { ...wallet, verificationData: { message, signature } }
      return {
        ...{ method: 'POST', path: '/api/users/connect', body },
        ...{ other: { body: { ...body, confirmDisconnect: true } }, differs: '/confirmDisconnect' },
        wrong: { body: { ...wallet, verificationData: { message, signature: '0x00' } } },
      }
    },
  },
  {
    operationId: 'disconnectUser',
    async prepare({ user }) {
      const userId = await user({ twitterUserId: unique(), twitterUser: 'x' })
      return {
        ...{ method: 'POST', path: '/api/users/disconnect', body: { userId, platform: 'x' } },
        ...{ other: { body: { userId } }, differs: '/platform' },
        wrong: { body: { userId: nobody, platform: 'x' } },
      }
    },
  },
  {
    operationId: 'addUserCredentials',
    // Sealed anew: the very same token.
    again: { 'credentials replace': 1 },
    async prepare({ user }) {
      const body = { userId: await user(), platform: 'x', accessToken: `t-${numbers()}` }
      return {
        ...{ method: 'POST', path: '/api/users/credentials', body },
        ...{ other: { body: { ...body, accessToken: `t-${numbers()}` } } },
        ...{ differs: '/accessToken', wrong: { body: { ...body, userId: nobody } } },
      }
    },
  },
  {
    operationId: 'upsertUserMetadata',
    async prepare({ user }) {
      const body = { externalIdentifier: unique(), displayName: 'Ann' }
      return {
        ...{ method: 'POST', path: '/api/users/metadatas', body },
        ...{ other: { body: { ...body, displayName: 'Bob' } }, differs: '/displayName' },
        wrong: { body: { ...body, userId: `${await user()}x` } },
      }
    },
  },
  {
    operationId: 'claimrUserReward',
    prepare: async (world) => movement(world, 'reward'),
  },
  {
    operationId: 'claimrUserWithdraw',
    async prepare(world) {
      const subject = movement(world, 'withdraw')
      const { body } = subject
      await world.api.call('POST', '/api/v1/user/reward', body, { bearer: world.api.tenant.key })
      return subject
    },
  },
  {
    operationId: 'claimrEvent',
    prepare: async () =>
      fact('event', { ...from(), category: 'c', name: 'n', data: {} }, { name: 'other' }),
    drifting: ['duplicate'],
  },
  {
    operationId: 'claimrStreamValue',
    prepare: async (world) =>
      fact('stream/value', { ...from(), stream: await world.stream(), value: 7 }, { value: 6 }),
    drifting: ['duplicate'],
  },
  {
    operationId: 'claimrActionValue',
    async prepare(world) {
      const { org, website } = world.api.tenant
      const body = { ...from(), ...(await world.score()), value: 7 }
      const user = () => world.api.store.users.findByAccount(org, website, 'steam', body.account)
      return {
        ...fact('action/value', body, { value: 6 }),
        holder: async () => (await user())?._id,
      }
    },
    drifting: ['duplicate'],
  },
  {
    operationId: 'claimrUserToken',
    // Sealed anew: another token of the same user.
    drifting: ['token'],
    prepare: async () => {
      const pathOf = (fields: object) =>
        `/api/v1/token?${new URLSearchParams({ platform: 'steam', pid: 'acme', ...fields }).toString()}`
      const who = { account: unique(), name: 'Ann' }
      return {
        ...{ method: 'GET', path: pathOf(who), bearer: true },
        ...{ other: { path: pathOf({ ...who, name: 'Bob' }) }, differs: '/name' },
        wrong: { path: pathOf({ ...who, pid: 'unknown' }) },
      }
    },
  },
  {
    operationId: 'createPublishableKey',
    prepare: async ({ api }) => ({
      ...{ method: 'POST', path: publishable, body: {} },
      ...{ other: { body: { websiteId: api.tenant.website } }, differs: '/websiteId' },
      wrong: { body: { websiteId: 'web_unknown' } },
    }),
  },
  {
    operationId: 'deletePublishableKey',
    async prepare({ api, post }) {
      await post(publishable, {})
      const { org } = api.tenant
      return {
        ...{ method: 'DELETE', path: publishable },
        ...{ other: { path: `${publishable}?organizationId=${org}` }, differs: '/organizationId' },
        wrong: { path: `${publishable}?websiteId=web_unknown` },
      }
    },
  },
  {
    operationId: 'claimrRegisterHook',
    prepare: async () => {
      const body = hookOf(unique())
      return {
        ...{ method: 'POST', path: hooks, bearer: true, body },
        ...{ other: { body: { ...body, uri: 'https://other.test/' } }, differs: '/uri' },
        wrong: { body: { ...body, uri: 'http://example.test/' } },
      }
    },
  },
  {
    operationId: 'claimrRemoveHook',
    async prepare({ api }) {
      const [hook, another] = [hookOf(unique()), hookOf(unique())]
      for (const body of [hook, another]) {
        await api.call('POST', hooks, body, { bearer: api.tenant.key })
      }
      const named = ({ scope, hook_id }: typeof hook) => ({ scope, hook_id })
      return {
        ...{ method: 'DELETE', path: hooks, bearer: true, body: named(hook) },
        ...{ other: { body: named(another) }, differs: '/hook_id' },
        wrong: { body: { ...named(hook), hook_id: 'unknown' } },
      }
    },
  },
]

/** Where a body has a key of its own, and what is different of it then. */
export interface Carried extends Case {
  carry: (body: Readonly<Record<string, unknown>>, key: string) => Record<string, unknown>
}

/** The same requests with the key in the body, where the body has a place for one. */
export const carried: readonly Carried[] = [
  ...cases
    .filter(({ operationId }) => operationId === 'completeRule')
    .map((each) => ({
      ...each,
      carry: (body: object, key: string) => ({ ...body, idempotencyKey: key }),
    })),
  {
    ...caseOf('createTransaction'),
    carry: ({ entries, ...body }, key) => ({
      ...body,
      entries: (entries as object[]).map((entry) => ({ ...entry, idempotencyKey: key })),
    }),
  },
  ...['claimrUserReward', 'claimrUserWithdraw'].map((operationId) => ({
    ...caseOf(operationId),
    carry: (body: object, key: string) => ({ ...body, id: key }),
  })),
]

function caseOf(operationId: string): Case {
  const found = cases.find((each) => each.operationId === operationId)
  if (!found) throw new Error(`no case for ${operationId}`)
  return found
}

function taskBody({ tenant }: Api, type: string, more: object): object {
  const startTime = '2026-01-01T00:00:00Z'
  return { type, name: 'a task', startTime, loyaltyCurrencyId: tenant.currency, ...more }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

const from = () => ({ account: unique(), platform: 'steam', pid: 'acme' })

/** A fact for the inbox, or a score; another one differs in one field. */
function fact(method: string, body: object, other: object): Subject {
  return {
    ...{ method: 'POST', path: `/api/v1/${method}`, body: { ...body }, bearer: true },
    ...{ other: { body: { ...body, ...other } }, differs: `/${Object.keys(other).join('')}` },
    wrong: { body: { ...body, pid: 'unknown' } },
  }
}

function movement({ api }: World, method: string) {
  const who = from()
  const body = { ...who, id: unique(), xp: 7 }
  const { org, website } = api.tenant
  return {
    ...{ method: 'POST', path: `/api/v1/user/${method}`, body, bearer: true },
    ...{ other: { body: { ...body, xp: 6 } }, differs: '/xp' },
    wrong: { body: { ...body, pid: 'unknown' } },
    holder: async () =>
      (await api.store.users.findByAccount(org, website, 'steam', who.account))?._id,
  }
}

const numbers = () => BigInt(`0x${unique()}`).toString()
