import type {
  ApiV2Includes,
  InlineErrorV2,
  TweetEntitiesV2,
  TweetV2,
  Tweetv2TimelineResult,
  UserV2,
  UserV2TimelineResult,
} from 'twitter-api-v2'

/** The package's post, save that X leaves out a list without items where the package promises one. */
export type PostBody = Omit<TweetV2, 'entities' | 'note_tweet'> & {
  entities?: Partial<TweetEntitiesV2>
  note_tweet?: { text: string; entities?: Partial<TweetEntitiesV2> }
}

export type Includes = Omit<ApiV2Includes, 'tweets'> & { tweets?: PostBody[] }

interface Rest {
  includes?: Includes
  errors?: InlineErrorV2[]
}

/** A look-up: `data` for what was found, `errors` for what was not, perhaps both. */
export type Lookup<T extends PostBody | UserV2 | PostBody[] | UserV2[]> = Rest & { data?: T }

type Meta<T> = T extends PostBody ? Tweetv2TimelineResult['meta'] : UserV2TimelineResult['meta']

/** A page: without results there is no `data` at all. */
export type Page<T extends PostBody | UserV2> = Rest &
  ({ data: T[]; meta: Meta<T> } | { data?: undefined; meta?: { result_count: 0 } })
