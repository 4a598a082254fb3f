import { parseAccountId } from '../ledger/account.ts'
import type { Proof, Proofs } from '../ledger/proof.ts'
import type { Ledger } from '../ledger/types.ts'
import { notFound } from './scope.ts'
import type { Scope } from './scope.ts'

export interface ProofsOptions {
  ledger: Pick<Ledger, 'findEntry'>
  proofs: Proofs
}

/** Shows an organization that an entry of its own is what it was when its day ended. */
export function createProofs({ ledger, proofs }: ProofsOptions) {
  /** Throws `not_found` for an entry that the scope does not hold, and `proof_not_ready` while its day has no root. */
  async function proofOf({ org, website }: Scope, id: string): Promise<Proof> {
    const entry = await ledger.findEntry(id)
    const owner = entry && parseAccountId(entry.account)
    const isTheirs = owner?.org === org && (website === undefined || owner.website === website)
    const proof = isTheirs ? await proofs.proofOf(id) : undefined
    if (!proof) throw notFound('transaction entry')
    return proof
  }

  return { proofOf }
}
