import { CheckCheck, CircleDashed, Database, Link2, ShieldCheck, UserRound } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { Trust } from '../../../src/domain/verdict.ts'

/** How strong a proof is, in a word; what the word means is its title. */
export function TrustMark({ trust }: { trust: string }) {
  const known = Object.hasOwn(trusts, trust) ? trusts[trust as Trust] : undefined
  if (!known) return <span className="quiet small">{trust}</span>
  const { text, help, Icon } = known
  return (
    <span className="row quiet small" title={help}>
      <Icon size={13} aria-hidden />
      {text}
    </span>
  )
}

export const trusts: Record<Trust, { text: string; help: string; Icon: LucideIcon }> = {
  cryptographic: {
    text: 'On chain',
    help: 'Read from a chain at a block that is named, or signed.',
    Icon: Link2,
  },
  own_record: { text: 'Own record', help: 'From our own records.', Icon: CheckCheck },
  first_party: { text: 'Platform', help: 'The platform itself said so.', Icon: ShieldCheck },
  third_party: {
    text: 'Indexer',
    help: 'Somebody who watches the platform said so.',
    Icon: Database,
  },
  attested: { text: 'Attested', help: "The caller's or a moderator's word.", Icon: UserRound },
  self_declared: { text: "User's word", help: 'Nobody can check it.', Icon: CircleDashed },
}
