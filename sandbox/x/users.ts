import type { InlineErrorV2, UserV2 } from 'twitter-api-v2'
import type { Lookup, Page } from './answers.ts'
import type { Ask, Endpoint } from './endpoint.ts'
import { pageOf } from './pages.ts'
import {
  idParam,
  idsParam,
  pageParams,
  userParams,
  usernameParam,
  usernamesParam,
} from './params.ts'
import { presentUser } from './present.ts'
import { notAuthorized, notFound } from './problems.ts'
import { accountByHandle, accountById, isGone, mayRead } from './view.ts'
import type { View } from './view.ts'
import { isThere } from './world.ts'
import type { XAccount, XEdge } from './world.ts'

const access = { app: true, scopes: ['tweet.read', 'users.read'] } as const
const followAccess = { app: true, scopes: ['follows.read', 'tweet.read', 'users.read'] } as const
const limit = { app: 300, user: 900 }

/** Looking up accounts, and who follows whom. */
export const userEndpoints: readonly Endpoint[] = [
  {
    path: '/2/users/me',
    access: { ...access, app: false },
    limit: { app: 0, user: 75 },
    params: userParams,
    answer: (ask) => {
      const { viewer } = ask.view
      return viewer ? { data: presentUser(ask.view, viewer, ask.list('user.fields')) } : {}
    },
  },
  {
    path: '/2/users/by',
    access,
    limit,
    params: { ...usernamesParam, ...userParams },
    answer: (ask) => many(ask, 'usernames', accountByHandle),
  },
  {
    path: '/2/users/by/username/:username',
    access,
    limit,
    params: { ...usernameParam, ...userParams },
    answer: (ask) => single(ask, 'username', accountByHandle),
  },
  {
    path: '/2/users/:id',
    access,
    limit,
    params: { ...idParam, ...userParams },
    answer: (ask) => single(ask, 'id', accountById),
  },
  {
    path: '/2/users',
    access,
    limit,
    params: { ...idsParam, ...userParams },
    answer: (ask) => many(ask, 'ids', accountById),
  },
  {
    path: '/2/users/:id/followers',
    access: followAccess,
    limit: { app: 300, user: 300 },
    params: { ...idParam, ...pageParams(1, 1_000), ...userParams },
    answer: (ask) => followPage(ask, 'to', 'from'),
  },
  {
    path: '/2/users/:id/following',
    access: followAccess,
    limit: { app: 300, user: 300 },
    params: { ...idParam, ...pageParams(1, 1_000), ...userParams },
    answer: (ask) => followPage(ask, 'from', 'to'),
  },
]

/** The users at one end of some edges, a page at a time; those who are gone are left out. */
export function userPage(ask: Ask, edges: readonly XEdge[], end: 'from' | 'to'): Page<UserV2> {
  const { view } = ask
  const there = edges.filter((edge) => isThere(edge, view.moment)).toReversed()
  const known = there.flatMap((edge) => {
    const account = accountById(view, edge[end])
    return account && !isGone(account) ? [{ id: edge.id, account }] : []
  })
  const { items, ...next } = pageOf(known, {
    max: ask.maxResults(100),
    token: ask.text('pagination_token'),
  })
  if (items.length === 0) return { meta: { result_count: 0 } }
  const data = items.map(({ account }) => presentUser(view, account, ask.list('user.fields')))
  return { data, meta: { result_count: data.length, ...next } }
}

type Find = (view: View, value: string) => XAccount | undefined

function single(ask: Ask, parameter: string, find: Find): Lookup<UserV2> {
  const found = lookUp(ask, { parameter, value: ask.text(parameter) ?? '', find })
  return 'error' in found ? { errors: [found.error] } : { data: found.user }
}

function many(ask: Ask, parameter: string, find: Find): Lookup<UserV2[]> {
  const found = ask.list(parameter).map((value) => lookUp(ask, { parameter, value, find }))
  const data = found.flatMap((one) => ('user' in one ? [one.user] : []))
  const errors = found.flatMap((one) => ('error' in one ? [one.error] : []))
  return { ...(data.length > 0 ? { data } : {}), ...(errors.length > 0 ? { errors } : {}) }
}

function lookUp(
  { view, list }: Ask,
  { parameter, value, find }: { parameter: string; value: string; find: Find },
): { user: UserV2 } | { error: InlineErrorV2 } {
  const account = find(view, value)
  if (account && !isGone(account)) return { user: presentUser(view, account, list('user.fields')) }
  return { error: notFound({ resource: 'user', parameter, value }, account?.isSuspended) }
}

function followPage(ask: Ask, mine: 'from' | 'to', theirs: 'from' | 'to'): Page<UserV2> {
  const id = ask.text('id') ?? ''
  const wanted = { resource: 'user', parameter: 'id', value: id } as const
  const account = accountById(ask.view, id)
  if (!account || isGone(account)) return { errors: [notFound(wanted, account?.isSuspended)] }
  if (!mayRead(ask.view, account)) return { errors: [notAuthorized(wanted)] }
  return userPage(
    ask,
    ask.view.world.follows.filter((edge) => edge[mine] === id),
    theirs,
  )
}
