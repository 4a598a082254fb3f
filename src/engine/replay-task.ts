import { Failure } from '../domain/failure.ts'
import type { Currency } from '../store/currencies.ts'
import type { Store } from '../store/index.ts'
import { invalid, notFound } from './scope.ts'
import { ruleOf } from './stored-rule.ts'
import { openTask } from './tasks.ts'
import type { OpenTask } from './tasks.ts'

/** A task that can be counted again, and what it pays in. */
export interface ReplayedTask {
  open: OpenTask
  currency: Currency
  /** Whether anything has to be done before other things are counted. */
  hasRequired: boolean
}

/**
 * The task of a rule as it is now. Throws `not_found` for an unknown rule, `invalid_request` for one that counts nothing,
 * `rule_inactive` for one that is paused or deleted, and `rule_misconfigured` if its currency is gone.
 */
export async function replayedTask(
  store: Pick<Store, 'rules' | 'groups' | 'currencies'>,
  id: string,
): Promise<ReplayedTask> {
  const record = await store.rules.findOfAny(id)
  if (!record) throw notFound('rule', '/rule')
  const rule = ruleOf(record)
  if (record.deletedAt) throw new Failure('rule_inactive', 'the rule is deleted')

  const { org, website } = record
  const { loyaltyCurrencyId } = rule
  const currency = loyaltyCurrencyId && (await store.currencies.find(org, loyaltyCurrencyId))
  const open = openTask(record, rule, currency ? currency.decimals : 0)
  if (!open || open.compiled.task.measure === 'points') {
    const message = `a rule of the type ${rule.type} counts nothing`
    throw invalid({ pointer: '/rule', code: 'not_counted', message })
  }
  if (rule.isPaused) {
    const message = 'the rule is paused, so that nothing counts for it now; resume it first'
    throw new Failure('rule_inactive', message)
  }
  if (!currency) throw new Failure('rule_misconfigured', "the rule's currency is gone")
  const [rules, groups] = await Promise.all([
    store.rules.required(org, website),
    store.groups.required(org, website),
  ])
  return { open, currency, hasRequired: rules.length + groups.length > 0 }
}
