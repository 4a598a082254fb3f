import { Dialog } from '@base-ui/react/dialog'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { FormEvent } from 'react'
import { call } from './api.ts'
import icon from './look/icon.svg?inline'
import { isSignedOut } from './problem.ts'
import { sessionKey } from './queries.ts'
import type { Session } from './replies.ts'
import { ProblemBox } from './ui/problem-box.tsx'

/** The first thing that somebody sees who has no session. */
export function SignInPage() {
  const isSpent = new URLSearchParams(location.search).get('signIn') === 'failed'
  return (
    <main className="alone">
      <div className="card sign-in">
        <img src={icon} alt="" width={32} height={32} />
        <h1>Vouchsafe</h1>
        {isSpent && (
          <p className="quiet">
            That link has been used, or is older than 10 minutes. Ask for a new one, or sign in with
            a key.
          </p>
        )}
        <KeyForm />
      </div>
    </main>
  )
}

/** Over the page whose session has ended; what is behind it stays as it is. */
export function SignInDialog({ before }: { before: Session }) {
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog narrow">
          <Dialog.Title>Sign in again</Dialog.Title>
          <Dialog.Description className="quiet">
            The session is over. Nothing that you typed is lost.
          </Dialog.Description>
          <KeyForm before={before} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function KeyForm({ before }: { before?: Session }) {
  const id = useId()
  const [apiKey, setApiKey] = useState('')
  const client = useQueryClient()
  const signIn = useMutation({
    mutationFn: () => call<Session>('POST', '/session', { apiKey: apiKey.trim() }),
    onSuccess(session) {
      // What is on the page belongs to somebody else then.
      if (before && before.organization.id !== session.organization.id) return location.assign('/')
      client.setQueryData(sessionKey, session)
      return client.invalidateQueries({ predicate: ({ queryKey }) => queryKey !== sessionKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (apiKey.trim() !== '') signIn.mutate()
  }
  const isWrong = isSignedOut(signIn.error)
  return (
    <form className="stack" onSubmit={submit}>
      <div className="field">
        <label className="label" htmlFor={id}>
          API key
        </label>
        <input
          {...{ id, value: apiKey, type: 'password', autoComplete: 'off', autoFocus: true }}
          className="input mono"
          aria-invalid={isWrong}
          aria-describedby={`${id}-help`}
          onChange={(event) => setApiKey(event.target.value)}
        />
        <p
          id={`${id}-help`}
          className={isWrong ? 'error' : 'help'}
          role={isWrong ? 'alert' : undefined}
        >
          {isWrong
            ? 'No key is like this one, or it is revoked or expired.'
            : 'It is traded for a session of 12 hours and kept nowhere in this browser.'}
        </p>
      </div>
      {signIn.error && !isWrong && <ProblemBox error={signIn.error} />}
      <button type="submit" className="button primary" disabled={signIn.isPending}>
        {signIn.isPending ? 'Signing in' : 'Sign in'}
      </button>
    </form>
  )
}
