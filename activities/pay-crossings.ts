import { outcomeOf } from '../src/domain/outcome.ts'
import type { Page } from '../src/domain/claim.ts'
import { verifyQueueOf, ruleTypeOf } from '../src/rules/catalog.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import type { Dependencies } from './index.ts'
import { createSettle } from './settle.ts'
import { createVerify } from './verify.ts'

const pageSize = 200

/**
 * Pays what counting found due, by the steps of every claim: verify, decide, settle. No workflow is started for it, since
 * there is nothing to wait for; what is not paid here, whatever the reason, is picked up like any stranded claim.
 */
export function createPayCrossings(dependencies: Dependencies) {
  const { log, now } = dependencies
  const verify = createVerify(dependencies)
  const settle = createSettle(dependencies)

  return async function payCrossings(claims: readonly ClaimRecord[]): Promise<void> {
    for (const page of pagesOf(claims)) {
      try {
        const { terms, findings } = await verify(page)
        const at = now().getTime()
        await settle(
          page,
          findings.map((finding) => outcomeOf(terms, finding, at)),
        )
      } catch (err) {
        log.warn({ err, rule: page.rule, claims: page.claims.length }, 'claims are paid later')
      }
    }
  }
}

/** Claims of one version of a rule each. */
function pagesOf(claims: readonly ClaimRecord[]): Page[] {
  const pages = new Map<string, Page[]>()
  for (const { _id, org, rule, version, ruleType } of claims) {
    const name = `${rule}:${version}`
    const known = pages.get(name) ?? []
    pages.set(name, known)
    const open = known.at(-1)
    if (open && open.claims.length < pageSize) (open.claims as string[]).push(_id)
    else {
      const queue = verifyQueueOf(ruleTypeOf(ruleType))
      known.push({ org, rule, version, queue, claims: [_id], purpose: 'reward' })
    }
  }
  return [...pages.values()].flat()
}
