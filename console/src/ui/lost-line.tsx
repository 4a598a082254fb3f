import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../api.ts'
import { when } from '../format.ts'
import { lostKey } from '../queries.ts'
import type { Session } from '../replies.ts'

const againMs = 3_000

/** Says since when the server does not answer, asks it again by itself, and has everything refreshed once it does. */
export function LostLine() {
  const { data: since } = useQuery<string | null>({
    queryKey: lostKey,
    queryFn: () => null,
    enabled: false,
    initialData: null,
  })
  const client = useQueryClient()
  useEffect(() => {
    if (since === null) return
    const timer = setInterval(() => {
      call<Session>('GET', '/session').then(
        () => {
          client.setQueryData(lostKey, null)
          return client.invalidateQueries()
        },
        // It is asked until it answers; there is nobody else to tell.
        () => undefined,
      )
    }, againMs)
    return () => clearInterval(timer)
  }, [since, client])
  if (since === null) return null
  return (
    <p className="lost" role="alert">
      <span className="dot bad" /> The server does not answer since {when(since)} UTC. What you see
      is from then; it is asked again by itself.
    </p>
  )
}
