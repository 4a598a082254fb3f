import type { LinkProps } from '@tanstack/react-router'
import { points, signed, words } from '../format.ts'
import { nameOf, platformName } from '../pages/users/user-name.ts'
import type { Programme } from '../programme.ts'
import type { Entry, Receipt, Rule, UserStanding } from '../replies.ts'
import { goes } from './shortcuts.ts'

export type Place = Pick<LinkProps, 'to' | 'params' | 'search'>

/** One thing that was found, and where it is. */
export interface Found {
  key: string
  kind: 'Page' | 'Programme' | 'Rule' | 'User' | 'Claim' | 'Entry'
  title: string
  note: string
  place: Place
}

const most = 6

export function pagesNamed(text: string, mayWrite: boolean): Found[] {
  const pages = [
    ...goes.map(({ key, to, text: title }) => ({ title, place: { to }, note: `g ${key}` })),
    ...(mayWrite ? [{ title: 'New rule', place: { to: '/rules/new' } as const, note: '' }] : []),
  ]
  return pages
    .filter(({ title }) => has(title, text))
    .map((page) => ({ ...page, key: `page ${page.title}`, kind: 'Page' }))
}

/** Only where there is something to choose. */
export function programmesNamed(text: string, programmes: readonly Programme[]): Found[] {
  if (programmes.length < 2) return []
  return programmes
    .filter(({ id, name }) => id === text || has(name, text))
    .slice(0, most)
    .map(({ id, name }) => ({
      ...{ key: id, kind: 'Programme', title: name, note: id },
      place: { to: '.', search: { website: id, currency: undefined } },
    }))
}

export function rulesNamed(text: string, rules: readonly Rule[]): Found[] {
  if (text === '') return []
  return rules
    .filter(({ id, name, type, externalIdentifier }) => {
      return id === text || [name, type, externalIdentifier ?? ''].some((each) => has(each, text))
    })
    .slice(0, most)
    .map(ruleFound)
}

export function ruleFound({ id, name, type }: Rule): Found {
  const place = { to: '/rules/$id', params: { id } } as const
  return { key: id, kind: 'Rule', title: name, note: type, place }
}

export function userFound(user: UserStanding): Found {
  const { id, walletAddress, platforms, externalIdentifier, amount } = user
  const known = [externalIdentifier, walletAddress && 'Wallet', ...platforms.map(platformName)]
  return {
    ...{ key: id, kind: 'User', title: nameOf(user) },
    note: [amount === null ? '' : points(amount), ...known].filter(Boolean).join(' · '),
    place: { to: '/users', search: { user: id } },
  }
}

export function claimFound({ id, rule, user, status }: Receipt): Found {
  return {
    ...{ key: id, kind: 'Claim', title: `${rule.name}, ${user ? nameOf(user) : 'user unknown'}` },
    note: words(status),
    place: { to: '/claims/$id', params: { id } },
  }
}

/** Its receipt, if a claim paid it; else the statement it stands in. */
export function entryFound(entry: Entry): Found {
  const { id, claimId, userId, kind, direction, exactAmount, loyaltyTransaction } = entry
  return {
    ...{ key: `entry ${id}`, kind: 'Entry', title: loyaltyTransaction.description ?? words(kind) },
    note: signed(direction === 'debit' ? `-${exactAmount}` : exactAmount),
    place:
      claimId === null
        ? { to: '/users', search: { user: userId, tab: 'statement' } }
        : { to: '/claims/$id', params: { id: claimId } },
  }
}

function has(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase())
}
