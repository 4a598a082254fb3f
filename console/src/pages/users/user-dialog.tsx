import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { useRef } from 'react'
import { count, points, short } from '../../format.ts'
import { useGet, useSession } from '../../queries.ts'
import type { UserSummary } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { Copy } from '../../ui/copy.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Tabbed } from '../../ui/tabbed.tsx'
import { useWayBack } from '../../ui/use-way-back.ts'
import { IdentitiesTab } from './identities-tab.tsx'
import { PointsTab } from './points-tab.tsx'
import { StatementTab } from './statement-tab.tsx'
import { summaryPath } from './summary-path.ts'
import { nameOf } from './user-name.ts'
import { WhyTab } from './why-tab.tsx'

interface UserDialogProps {
  id: string
  /** Left out, that of the user's programme. */
  currency: string | undefined
  tab: string
  onTab: (tab: string) => void
  onClose: () => void
}

/** Everything known of one user, over the list: what they have, where it came from, and why not more. */
export function UserDialog({ onClose, ...shown }: UserDialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  const wayBack = useWayBack()
  return (
    <Dialog.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        {/* What is in it comes later, and the button to close it should not be the first thing ringed. */}
        <Dialog.Popup
          ref={popup}
          initialFocus={popup}
          finalFocus={wayBack}
          className="dialog user-dialog"
        >
          <Dialog.Close className="button plain icon dialog-close" aria-label="Close">
            <X size={16} aria-hidden />
          </Dialog.Close>
          <Content {...shown} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Content({ id, currency, tab, onTab }: Omit<UserDialogProps, 'onClose'>) {
  const { data: summary, error, refetch } = useGet<UserSummary>(summaryPath(id, currency))
  const { data: session } = useSession()
  if (!summary) {
    return (
      <>
        <Dialog.Title className="sr">User</Dialog.Title>
        <div className="panel">
          {error ? <ProblemBox error={error} retry={() => void refetch()} /> : <Bones rows={9} />}
        </div>
      </>
    )
  }
  const mayWrite = session?.mayWrite ?? false
  const known = { summary, mayWrite }
  return (
    <>
      <Head summary={summary} />
      <Tabbed
        value={tab}
        onChange={onTab}
        tabs={[
          { value: 'points', text: 'Points', content: <PointsTab {...known} /> },
          { value: 'why', text: 'Why, why not', content: <WhyTab {...known} /> },
          { value: 'statement', text: 'Statement', content: <StatementTab {...known} /> },
          { value: 'identities', text: 'Identities', content: <IdentitiesTab {...known} /> },
        ]}
      />
    </>
  )
}

function Head({ summary }: { summary: UserSummary }) {
  const { user, currency, balance, available, rank, of } = summary
  return (
    <header className="user-head">
      <div className="grow">
        <Dialog.Title className="break">{nameOf(user)}</Dialog.Title>
        <p className="row wrap faint small">
          <Copy text={user.id} />
          {user.walletAddress !== null && (
            <Copy text={user.walletAddress} shown={short(user.walletAddress)} />
          )}
          {user.isBlocked && <span className="badge bad">Blocked</span>}
        </p>
      </div>
      <dl className="facts">
        <div>
          <dt>{currency.name}</dt>
          <dd className="figure">{points(balance)}</dd>
        </div>
        {available !== balance && (
          <div>
            <dt>Available</dt>
            <dd>{points(available)}</dd>
          </div>
        )}
        <div>
          <dt>Rank</dt>
          <dd>{rank === null ? 'none yet' : `${count(rank)} of ${count(of ?? rank)}`}</dd>
        </div>
      </dl>
    </header>
  )
}
