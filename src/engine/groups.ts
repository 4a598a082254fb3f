import { newId } from '../store/id.ts'
import type { RuleGroup } from '../store/groups.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { Store } from '../store/index.ts'
import type { Website } from '../store/websites.ts'
import { within } from './scope.ts'
import type { Scope } from './scope.ts'

export interface NewGroup {
  name: string
  subTitle?: string | null | undefined
  sortId?: number | undefined
  isCollapsible?: boolean | undefined
  isRequired?: boolean | undefined
}

export type GroupChange = Partial<NewGroup>

/** A group with the rules that are in it. */
export interface ListedGroup {
  group: RuleGroup
  rules: readonly RuleRecord[]
}

/** Groups of rules: claimr calls them quests. */
export function createGroups({ store, now }: { store: Store; now: () => Date }) {
  async function create({ org, _id: website }: Website, wanted: NewGroup): Promise<RuleGroup> {
    const at = now()
    const { name, subTitle = null, sortId = 0, isCollapsible = false, isRequired = false } = wanted
    const group: RuleGroup = {
      _id: newId('grp'),
      org,
      website,
      ...{ name, subTitle, sortId, isCollapsible, isRequired },
      createdAt: at,
      updatedAt: at,
    }
    await store.groups.create(group)
    return group
  }

  async function find(scope: Scope, id: string): Promise<RuleGroup> {
    return within(scope, await store.groups.find(scope.org, id), 'rule group')
  }

  async function update(scope: Scope, id: string, change: GroupChange): Promise<RuleGroup> {
    await find(scope, id)
    const changed = await store.groups.update(scope.org, id, {
      ...(Object.fromEntries(
        Object.entries(change).filter(([, value]) => value !== undefined),
      ) as Partial<RuleGroup>),
      updatedAt: now(),
    })
    return within(scope, changed, 'rule group')
  }

  /** Its rules stay, and are in no group any more. */
  async function remove(scope: Scope, id: string): Promise<void> {
    const { _id, org } = await find(scope, id)
    await store.rules.ungroup(org, _id, now())
    await store.groups.remove(org, _id)
  }

  async function list(
    { org, website }: Scope,
    { after, limit }: { after?: string | undefined; limit: number },
  ): Promise<ListedGroup[]> {
    const groups = await store.groups.list(org, website, after, limit)
    const ids = groups.map(({ _id }) => _id)
    const rules = await store.rules.list(
      org,
      { group: { $in: ids }, deletedAt: null },
      undefined,
      mostRules,
    )
    return groups.map((group) => ({
      group,
      rules: rules.filter((rule) => rule.group === group._id),
    }))
  }

  return { create, update, remove, list }
}

export type Groups = ReturnType<typeof createGroups>

/** Of all groups on a page together. */
const mostRules = 1000
