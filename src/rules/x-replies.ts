import { Failure } from '../domain/failure.ts'
import type { ConnectedAccount } from '../domain/user.ts'
import type { Post, X } from '../providers/index.ts'
import { isCounted } from './counted-period.ts'
import type { countedPeriodOf } from './counted-period.ts'
import { xPostIdOf } from './x-fields.ts'

/** X's search for posts knows the last seven days, see https://docs.x.com/x-api/posts/search-recent-posts */
const searchedMilliseconds = 7 * 86_400_000

export interface ReplyAsk {
  account: ConnectedAccount
  /** The link to the reply, if the claimant handed one in. */
  link: string | undefined
  target: Post
  period: ReturnType<typeof countedPeriodOf>
  now: Date
}

/**
 * The account's own reply to the target, or to an earlier or later version of it; else the reason why there
 * is none. Throws `unverifiable` if the reply may be older than what X lets us search, and no link was given.
 */
export async function findOwnReply(ask: ReplyAsk, x: X): Promise<Post | string> {
  const id = ask.link ? xPostIdOf(ask.link) : await searchReply(ask, x)
  if (!id) return 'no_reply'
  const reply = await x.findPost(id)
  if (!reply) return 'reply_gone'
  return whyNot(reply, ask) ?? reply
}

function whyNot(reply: Post, { account, target, period }: ReplyAsk): string | undefined {
  if (reply.authorId !== account.id) return 'reply_of_another'
  if (!reply.parentId || !target.editIds.includes(reply.parentId)) return 'reply_elsewhere'
  if (!isCounted(new Date(reply.createdAt), period)) return 'reply_out_of_time'
  return undefined
}

async function searchReply({ account, target, period, now }: ReplyAsk, x: X) {
  for (const version of target.editIds) {
    const id = await x.findReply(account, version)
    if (id) return id
  }
  const earliest = Math.max(new Date(target.createdAt).getTime(), period.since.getTime())
  if (earliest >= now.getTime() - searchedMilliseconds) return undefined
  throw new Failure(
    'unverifiable',
    'Quest Not Completed: Comment not found for the specified tweet. ' +
      'Only the last seven days can be searched: send the link to your reply as contentUrl.',
  )
}
