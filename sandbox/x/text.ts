import { createHash } from 'node:crypto'
import type { TweetEntitiesV2 } from 'twitter-api-v2'
import { accountByHandle } from './view.ts'
import type { View } from './view.ts'

export interface Written {
  text: string
  entities?: Partial<TweetEntitiesV2>
}

const longest = 280

/**
 * A text as X hands it out: links replaced by t.co, the rest HTML-escaped. Offsets count the characters of the
 * text as it is sent (not confirmed by the vendor's page).
 */
export function writtenAs(view: View, raw: string): Written {
  const links = new Map<string, string>()
  const linked = raw.replace(/https?:\/\/[^\s<>"]+/g, (url) => {
    const short = shortLink(url)
    links.set(short, url)
    return short
  })
  const text = linked.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  return withEntities({ text, ...listed('urls', urlsIn(text, links)) }, view)
}

/** Beyond 280 characters `text` is cut short and the whole is the note. */
export function split(view: View, raw: string): { short: Written; note?: Written } {
  const whole = writtenAs(view, raw)
  if ([...raw].length <= longest) return { short: whole }
  const start = [...raw].slice(0, longest - 1).join('')
  return { short: writtenAs(view, `${start}…`), note: whole }
}

type Listed = Partial<TweetEntitiesV2>

function withEntities({ text, ...links }: { text: string } & Listed, view: View): Written {
  const hashtags = matches(text, /(?<![\w&#])#(?=[\p{L}\p{N}_]*\p{L})([\p{L}\p{N}_]+)/gu)
  const mentions = matches(text, /(?<!\w)@(\w{1,15})/g).flatMap(({ start, end, word }) => {
    const account = accountByHandle(view, word)
    return account ? [{ start, end, username: account.handle, id: account.id }] : []
  })
  const tags = hashtags.map(({ start, end, word }) => ({ start, end, tag: word }))
  const entities = { ...links, ...listed('hashtags', tags), ...listed('mentions', mentions) }
  return Object.keys(entities).length > 0 ? { text, entities } : { text }
}

function urlsIn(text: string, links: Map<string, string>): TweetEntitiesV2['urls'] {
  return matches(text, /(https:\/\/t\.co\/\w{10})/g).flatMap(({ start, end, word }) => {
    const expanded = links.get(word)
    if (!expanded) return []
    const display = expanded.replace(/^https?:\/\/(www\.)?/, '').slice(0, 26)
    return [
      {
        start,
        end,
        url: word,
        expanded_url: expanded,
        display_url: display,
        unwound_url: expanded,
      },
    ]
  })
}

function matches(text: string, pattern: RegExp): { start: number; end: number; word: string }[] {
  return [...text.matchAll(pattern)].map((match) => {
    const start = [...text.slice(0, match.index)].length
    return { start, end: start + [...match[0]].length, word: match[1] ?? '' }
  })
}

function listed<K extends keyof TweetEntitiesV2>(name: K, items: TweetEntitiesV2[K]): Listed {
  return items.length > 0 ? { [name]: items } : {}
}

function shortLink(url: string): string {
  const digest = createHash('sha256').update(url).digest('hex')
  return `https://t.co/${digest.slice(0, 10)}`
}
