import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import { websiteFilter } from './scope.ts'
import type { Scope } from './scope.ts'

export interface RuleFilter {
  ids?: readonly string[] | undefined
  /** `no-section` means those without one. */
  groups?: readonly string[] | undefined
  type?: string | undefined
  isActive?: boolean | undefined
  isSpecial?: boolean | undefined
  collectionAddress?: string | undefined
  includeDeleted?: boolean | undefined
}

/** A page of a scope's rules, in the order they were made, with one more if there are more. */
export async function listRules(
  store: Pick<Store, 'rules'>,
  scope: Scope,
  filter: RuleFilter,
  { after, limit }: { after?: string | undefined; limit: number },
  at: Date,
): Promise<RuleRecord[]> {
  const conditions = [
    websiteFilter(scope),
    filter.includeDeleted ? {} : { deletedAt: null },
    filter.ids ? { _id: { $in: [...filter.ids] } } : {},
    filter.groups ? { group: { $in: filter.groups.flatMap(groupsNamed) } } : {},
    filter.type === undefined ? {} : { type: filter.type },
    filter.isSpecial ? { 'definition.isSpecial': true } : {},
    filter.collectionAddress ? collectionFilter(filter.collectionAddress) : {},
    filter.isActive === undefined ? {} : activeFilter(filter.isActive, at),
  ]
  return store.rules.list(scope.org, { $and: conditions }, after, limit)
}

function groupsNamed(group: string): (string | null)[] {
  return group === 'no-section' ? [null, 'no-section'] : [group]
}

/** Times are stored as they were written, with any offset, so that MongoDB has to read them. */
function activeFilter(isActive: boolean, at: Date): object {
  const has = (field: string, operator: '$lte' | '$gt') => ({
    [operator]: [{ $toDate: `$definition.${field}` }, at],
  })
  const isRunning = {
    $and: [
      has('startTime', '$lte'),
      { $or: [{ $eq: ['$definition.endTime', null] }, has('endTime', '$gt')] },
      { $ne: ['$definition.isPaused', true] },
    ],
  }
  return { $expr: isActive ? isRunning : { $not: [isRunning] } }
}

function collectionFilter(address: string): object {
  const exactly = new RegExp(`^${address.replace(/[^\w]/g, '\\$&')}$`, 'i')
  return {
    $or: [
      { 'definition.collectionAddress': exactly },
      { 'definition.collections.address': exactly },
    ],
  }
}
