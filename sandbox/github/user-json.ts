import type { components } from '@octokit/openapi-types'
import type { User, World } from './state.ts'

export type SimpleUser = components['schemas']['simple-user']
export type PublicUser = components['schemas']['public-user']
export type PrivateUser = components['schemas']['private-user']

/** A user as other objects carry it. `api` is the base of the links, without a slash at the end. */
export function simpleUser(user: User, api: string): SimpleUser {
  const url = `${api}/users/${user.login}`
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId('User', user.id),
    avatar_url: `https://avatars.githubusercontent.com/u/${user.id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `https://github.com/${user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: 'public',
    site_admin: false,
  }
}

export function publicUser(world: World, user: User, api: string): PublicUser {
  return {
    ...simpleUser(user, api),
    user_view_type: 'public',
    name: null,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: ownedBy(world, user, false),
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: iso(user.createdAt),
    updated_at: iso(user.createdAt),
  }
}

/** What the owner of the token is shown of itself. */
export function privateUser(world: World, user: User, api: string): PrivateUser {
  const owned = ownedBy(world, user, true)
  return {
    ...publicUser(world, user, api),
    user_view_type: 'private',
    private_gists: 0,
    total_private_repos: owned,
    owned_private_repos: owned,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
    plan: { name: 'free', space: 976562499, collaborators: 0, private_repos: 10000 },
  }
}

/** GitHub writes times without fractions of a second. */
export function iso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
}

export function nodeId(kind: string, id: number): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url')
}

function ownedBy(world: World, user: User, hidden: boolean): number {
  const repos = [...world.repos.values()]
  return repos.filter((repo) => repo.ownerId === user.id && repo.private === hidden).length
}
