import { Link, Outlet } from '@tanstack/react-router'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Activity, LayoutDashboard, ListChecks, LogOut, Users } from 'lucide-react'
import { call } from './api.ts'
import { FindButton } from './find/find-button.tsx'
import { LineDot } from './live/line-dot.tsx'
import { ProgrammeHead } from './programme-head.tsx'
import { sessionKey } from './queries.ts'
import type { Session } from './replies.ts'
import { SchemeButton } from './scheme-button.tsx'
import { LostLine } from './ui/lost-line.tsx'

const places = [
  { to: '/', text: 'Overview', Icon: LayoutDashboard, key: 'o' },
  { to: '/rules', text: 'Rules', Icon: ListChecks, key: 'r' },
  { to: '/users', text: 'Users', Icon: Users, key: 'u' },
  { to: '/claims', text: 'Claims', Icon: Activity, key: 'c' },
] as const

/** What is around every page: whose programme it is, and where one can go. */
export function Shell({ session }: { session: Session }) {
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <div className="side">
        <ProgrammeHead session={session} />
        <FindButton />
        <nav aria-label="Main">
          {places.map(({ to, text, Icon, key }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/' }}
              className="place"
              title={`${text} (g ${key})`}
            >
              <Icon size={16} aria-hidden />
              {text}
            </Link>
          ))}
        </nav>
        <div className="setup">
          <LineDot />
          <SchemeButton />
          <SignOut />
        </div>
      </div>
      <div className="content">
        {session.mode === 'test' && (
          <p className="test-line">Test: nothing here touches live balances.</p>
        )}
        <LostLine />
        <main id="main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  )
}

function SignOut() {
  const client = useQueryClient()
  const { mutate, isPending } = useMutation({
    mutationFn: () => call('DELETE', '/session'),
    onSuccess() {
      client.removeQueries({ queryKey: sessionKey })
      location.assign('/')
    },
  })
  return (
    <button type="button" className="place" disabled={isPending} onClick={() => mutate()}>
      <LogOut size={16} aria-hidden />
      Sign out
    </button>
  )
}
