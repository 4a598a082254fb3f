import { Link, useParams } from '@tanstack/react-router'
import { points, when } from '../../format.ts'
import { useGet } from '../../queries.ts'
import type { Receipt } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { OutcomeBadge } from '../../ui/outcome-badge.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { nameOf } from '../users/user-name.ts'
import { Arithmetic } from './arithmetic.tsx'
import { Course } from './course.tsx'
import { InTheLedger } from './in-the-ledger.tsx'
import { pathOfReceipt } from './path-of-receipt.ts'
import { WhatWasSeen } from './what-was-seen.tsx'

/** One claim: what was seen, how the number came about, how it went, and what the ledger wrote. */
export function ReceiptPage() {
  const { id } = useParams({ from: '/claims/$id' })
  const receipt = useGet<Receipt>(pathOfReceipt(id))
  if (receipt.data) return <Known receipt={receipt.data} />
  return (
    <>
      <PageHead title="Receipt" />
      <div className="card">
        {receipt.error ? (
          <ProblemBox error={receipt.error} retry={() => void receipt.refetch()} />
        ) : (
          <Bones rows={8} />
        )}
      </div>
    </>
  )
}

function Known({ receipt }: { receipt: Receipt }) {
  const { rule, user, userId, status, times, window } = receipt
  const names = { user: user ? nameOf(user) : userId, rule: rule.name }
  return (
    <>
      <PageHead title={titleOf(receipt, names)} actions={<OutcomeBadge status={status} />}>
        <p>
          <Link to="/users" search={{ user: userId, tab: 'why' }} className="link">
            {names.user}
          </Link>{' '}
          · <code>{rule.type}</code>, version {rule.version} · asked {when(times.acceptedAt)} UTC ·
          window {window.key} since {when(window.start)}
        </p>
      </PageHead>
      <div className="receipt">
        <WhatWasSeen receipt={receipt} />
        <Arithmetic receipt={receipt} />
        <Course receipt={receipt} />
        <InTheLedger receipt={receipt} names={names} />
      </div>
    </>
  )
}

interface Names {
  user: string
  rule: string
}

/** A receipt begins with a sentence. */
function titleOf({ status, rewards }: Receipt, { user, rule }: Names): string {
  const [reward] = rewards
  const paid = reward?.type === 'points' ? points(reward.amount.amount) : undefined
  if (status === 'rewarded') {
    return paid === undefined
      ? `${user} was rewarded for ${rule}`
      : `${user} was paid ${paid} for ${rule}`
  }
  return `${rule} for ${user} ${endings[status] ?? `is ${status}`}`
}

const endings: Record<string, string> = {
  accepted: 'is waiting',
  processing: 'is waiting',
  verified: 'is met; no more was asked for',
  unmet: 'is not met yet',
  failed: 'could not be found out',
  revoked: 'was rewarded and taken back',
}
