import { ruleTypeOf } from './catalog.ts'
import type { RuleType } from './catalog.ts'
import { fieldError, refuseFields } from './field-failure.ts'

// Types that clients of the Snag API may name, and of which no rule can be made.
const unusable: Readonly<Record<string, string>> = {
  dapps_by_user_retention: 'cannot be created: there is no measure for it',
  ...Object.fromEntries(
    [
      'Bonus',
      'BoughtWithRoyalties',
      'Listing',
      'Lodging',
      'PoapClaim',
      'SnagSocialsConnected',
      'SnapshotFullset',
      'SnapshotHold',
      'SoldWithRoyalties',
      'TwitterBio',
      'TwitterHashTagPost',
      'manual_upload',
    ].map((type) => [type, 'is a legacy type: no new rules are made of it']),
  ),
}

/** The type of a rule that is to be made. Throws `invalid_request` for one that is unknown, or that cannot be made. */
export function creatableTypeOf(type: unknown): RuleType {
  if (typeof type !== 'string') throw refuseFields(fieldError('/type', 'required', 'is needed'))
  const why = Object.hasOwn(unusable, type) ? unusable[type] : undefined
  if (why) throw refuseFields(fieldError('/type', 'unusable_rule_type', `${type} ${why}`))
  return ruleTypeOf(type)
}
