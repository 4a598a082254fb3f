import { useSearch } from '@tanstack/react-router'
import { useSession } from './queries.ts'
import type { Session } from './replies.ts'

export type Programme = Session['websites'][number]

export interface Chosen {
  programmes: readonly Programme[]
  /** The one that is looked at: that of the address, or the oldest. */
  programme: Programme | undefined
  /** What a request has to name; whoever has only one programme need not. */
  websiteId: string | undefined
  /** What the points that are shown are of; the programme's own currency, if the address names none. */
  currency: string | undefined
}

/** What is looked at stands in the address, so that a link that was pasted shows the same. */
export function useProgramme(): Chosen {
  const { data: session } = useSession()
  return chosenIn(session, useSearch({ strict: false }))
}

/** What an address chooses of what a session may see. */
export function chosenIn(
  session: Session | null | undefined,
  { website, currency }: { website?: string | undefined; currency?: string | undefined },
): Chosen {
  const programmes = session?.websites ?? []
  const programme = programmes.find(({ id }) => id === website) ?? programmes[0]
  const websiteId = programmes.length > 1 ? programme?.id : undefined
  return { programmes, programme, websiteId, currency }
}
