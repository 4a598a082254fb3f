import { exactly, since, when } from '../format.ts'

/** A time of UTC, its milliseconds as title. */
export function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactly(at)}>
      {when(at)}
    </time>
  )
}

/** How long ago. */
export function Since({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactly(at)}>
      {since(at)}
    </time>
  )
}
