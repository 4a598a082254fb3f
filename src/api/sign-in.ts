import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { RouteOptions } from './options.ts'
import { route } from './route.ts'
import type { Route } from './route.ts'

/** Where the links lead that sign somebody in. */
export function signInRoutes({ engine: { sessions } }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/sign-in/{token}',
      operationId: 'followSignInLink',
      summary: 'Sign in by a link',
      description:
        'For browsers: only somebody who goes there uses it up, not a preview of it. Leads to the console, with `?signIn=failed` if the link is not good any more.',
      tags: ['Session'],
      access: 'open',
      reply: z.object({ location: z.string() }),
      status: 302,
      errors: ['forbidden'],
      async run({ params, header, keepToken }) {
        refusePreview(header)
        const opened = await sessions.accept(params.token)
        if (!opened) return { location: '/?signIn=failed' }
        keepToken(opened)
        return { location: '/' }
      },
    }),
  ]
}

/**
 * Mail scanners, chats and browsers look at links before anybody follows them, and it is good only once. A browser that
 * somebody navigates says so. One that another site sends here says that too: nobody is signed in by a page they look at.
 */
function refusePreview(header: (name: string) => string | undefined): void {
  const purpose = [header('sec-purpose'), header('purpose'), header('x-moz')].join()
  const isFollowed =
    header('sec-fetch-mode') === 'navigate' &&
    header('sec-fetch-dest') === 'document' &&
    ['none', 'same-origin'].includes(header('sec-fetch-site') ?? '') &&
    !/prefetch|prerender/i.test(purpose)
  if (isFollowed) return
  throw new Failure('forbidden', 'copy this link into the address line of a browser')
}
