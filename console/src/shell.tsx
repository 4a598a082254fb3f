import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Activity, LayoutDashboard, ListChecks, LogOut, Users } from 'lucide-react'
import { useEffect } from 'react'
import { call } from './api.ts'
import { LineDot } from './live/line-dot.tsx'
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
  useShortcuts()
  const programme = session.websites.length === 1 ? session.websites[0]?.name : undefined
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <div className="side">
        <header className="programme">
          <img src="/icon.svg" alt="" width={24} height={24} />
          <div className="grow">
            <p className="clip strong">{programme ?? session.organization.name}</p>
            <p className="clip faint small">
              {programme === undefined ? 'All programmes' : session.organization.name}
            </p>
          </div>
        </header>
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

/** `g` and then the letter of a place goes there. */
function useShortcuts() {
  const navigate = useNavigate()
  useEffect(() => {
    let isGoing = false
    const press = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      const isTyping = target instanceof Element && target.closest('input, textarea, [role=dialog]')
      if (isTyping || ctrlKey || metaKey || altKey) return
      const place = isGoing ? places.find((each) => each.key === key) : undefined
      if (place) void navigate({ to: place.to })
      isGoing = key === 'g'
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [navigate])
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
