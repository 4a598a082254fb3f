import type { RuleGroup } from '../store/groups.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { Store } from '../store/index.ts'
import type { Website } from '../store/websites.ts'
import { changeOnce, idFor, makeOnce } from './keyed.ts'
import type { Keyed } from './keyed.ts'
import { refuseTaken, within } from './scope.ts'
import type { Scope } from './scope.ts'

export interface NewGroup {
  name: string
  subTitle?: string | null | undefined
  sortId?: number | undefined
  isCollapsible?: boolean | undefined
  isRequired?: boolean | undefined
  externalIdentifier?: string | null | undefined
}

export type GroupChange = Partial<NewGroup>

/** A group with the rules that are in it. */
export interface ListedGroup {
  group: RuleGroup
  rules: readonly RuleRecord[]
}

/** Groups of rules: claimr calls them quests. */
export function createGroups({ store, now }: { store: Store; now: () => Date }) {
  /** Throws `invalid_request` for an identifier that another group of the website has. */
  async function create(
    { org, _id: website }: Website,
    wanted: NewGroup,
    keyed?: Keyed,
  ): Promise<RuleGroup> {
    const at = now()
    const { name, subTitle = null, sortId = 0, isCollapsible = false, isRequired = false } = wanted
    const { externalIdentifier = null } = wanted
    const group: RuleGroup = {
      _id: idFor('grp', keyed),
      org,
      website,
      ...{ name, subTitle, sortId, isCollapsible, isRequired, externalIdentifier },
      createdAt: at,
      updatedAt: at,
    }
    const make = async () => {
      await store.groups.create(group)
      return group
    }
    const find = () => store.groups.find(org, group._id)
    return makeOnce(keyed, make, find).catch(refuseTaken('rule group'))
  }

  async function find(scope: Scope, id: string): Promise<RuleGroup> {
    return within(scope, await store.groups.find(scope.org, id), 'rule group')
  }

  async function update(
    scope: Scope,
    id: string,
    change: GroupChange,
    keyed?: Keyed,
  ): Promise<RuleGroup> {
    const { org } = await find(scope, id)
    const said = Object.entries(change).filter(([, value]) => value !== undefined)
    const wanted = { ...(Object.fromEntries(said) as Partial<RuleGroup>), updatedAt: now() }
    const changed = await changeOnce(
      keyed,
      async (session) => store.groups.update(org, id, wanted, session),
      (id) => store.groups.find(org, id),
    ).catch(refuseTaken('rule group'))
    return within(scope, changed, 'rule group')
  }

  /** Its rules stay, and are in no group any more. */
  async function remove(scope: Scope, id: string, keyed?: Keyed): Promise<void> {
    await changeOnce(
      keyed,
      async (session) => {
        const group = await find(scope, id)
        await store.rules.ungroup(group.org, id, now(), session)
        await store.groups.remove(group.org, id, session)
        return group
      },
      async (_id) => ({ _id }),
    )
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
