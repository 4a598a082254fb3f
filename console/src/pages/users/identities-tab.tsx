import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, withQuery } from '../../api.ts'
import { short } from '../../format.ts'
import { useGet } from '../../queries.ts'
import type { Page, User, UserSummary } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Copy } from '../../ui/copy.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Time } from '../../ui/time.tsx'
import { nameOf, platformName } from './user-name.ts'

/** Wallets and accounts elsewhere, and how it is known whose they are. */
export function IdentitiesTab({ summary, mayWrite }: { summary: UserSummary; mayWrite: boolean }) {
  const [asked, setAsked] = useState<Identity>()
  const { id } = summary.user
  const { data, error, refetch } = useGet<Page<User>>(withQuery('/users', { userId: id }))
  const user = data?.data[0]
  if (!user) {
    return error ? <ProblemBox error={error} retry={() => void refetch()} /> : <Bones rows={4} />
  }
  const identities = identitiesOf(user)
  if (identities.length === 0) {
    return (
      <Empty title="Nothing is connected">
        This user has neither a wallet nor an account elsewhere, so no rule can look for anything.
      </Empty>
    )
  }
  return (
    <div className="scroll-x" role="region" aria-label="Identities" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th>Platform</th>
            <th>Account</th>
            <th>Proof</th>
            <th className="num">Since, UTC</th>
            <th>
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {identities.map((identity) => (
            <tr key={identity.account}>
              <td className="strong">{identity.platform}</td>
              <td>
                <Copy text={identity.account} shown={identity.shown} />
              </td>
              <td className="quiet">{proofs[identity.proof] ?? identity.proof}</td>
              <td className="num quiet">
                <Time at={identity.since} />
              </td>
              <td className="num">
                {mayWrite && (
                  <button
                    type="button"
                    className="button small plain"
                    onClick={() => setAsked(identity)}
                  >
                    Disconnect…<span className="sr"> {identity.shown}</span>
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked && (
        <DisconnectDialog summary={summary} identity={asked} onClose={() => setAsked(undefined)} />
      )}
    </div>
  )
}

interface DisconnectProps {
  summary: UserSummary
  identity: Identity
  onClose: () => void
}

function DisconnectDialog({ summary: { user }, identity, onClose }: DisconnectProps) {
  const { platform, shown, which } = identity
  const client = useQueryClient()
  const disconnect = useMutation({
    mutationFn: () => call('POST', '/users/disconnect', { userId: user.id, ...which }),
    async onSuccess() {
      onClose()
      await client.invalidateQueries()
    },
  })
  return (
    <Confirm
      title={`Disconnect ${platform}?`}
      action={`Disconnect ${shown}`}
      {...{ onClose, error: disconnect.error, isPending: disconnect.isPending }}
      onConfirm={() => disconnect.mutate()}
    >
      Rules that need it cannot be met by {nameOf(user)} until it is connected again. Points that
      were paid stay, and somebody else may connect it.
    </Confirm>
  )
}

interface Identity {
  platform: string
  account: string
  shown: string
  proof: string
  since: string
  /** How a request names it. */
  which: { walletAddress: string } | { platform: string }
}

const proofs: Record<string, string> = {
  signature: 'Signed by the wallet',
  contract: 'The contract said so',
  login: 'Signed in there',
  attested: 'Your word',
}

function identitiesOf({ wallets, accounts }: User): Identity[] {
  return [
    ...wallets.map(({ address, type, proof, connectedAt }) => ({
      platform: `Wallet, ${type}`,
      ...{ account: address, shown: short(address), proof, since: connectedAt },
      which: { walletAddress: address },
    })),
    ...accounts.map(({ platform, id, handle, proof, connectedAt }) => ({
      platform: platformName(platform),
      ...{ account: handle ?? id, shown: handle ?? short(id), proof, since: connectedAt },
      which: { platform },
    })),
  ]
}
