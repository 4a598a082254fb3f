import { useRef } from 'react'
import { LiveLine } from './live/line.tsx'
import { Shell } from './shell.tsx'
import { SignInDialog, SignInPage } from './sign-in.tsx'
import { useSession } from './queries.ts'
import type { Session } from './replies.ts'
import { ProblemBox } from './ui/problem-box.tsx'

/** Lets in who is signed in. Whose session ends meanwhile keeps the page, and what was typed into it, and signs in again. */
export function Gate() {
  const { data: session, error, isPending, refetch } = useSession()
  const last = useRef<Session>(undefined)
  if (session) last.current = session
  if (last.current) {
    return (
      <LiveLine isSignedIn={session !== null}>
        <Shell session={last.current} />
        {session === null && <SignInDialog before={last.current} />}
      </LiveLine>
    )
  }
  if (isPending) return null
  if (error) {
    return (
      <main className="alone">
        <h1 className="sr">Vouchsafe</h1>
        <ProblemBox error={error} retry={() => void refetch()} />
      </main>
    )
  }
  return <SignInPage />
}
