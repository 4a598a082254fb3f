import { Failure } from '../domain/failure.ts'
import { fractionOf, multiply } from '../domain/fraction.ts'
import type { Fraction } from '../domain/fraction.ts'
import { compileTask } from '../domain/hears.ts'
import type { CompiledTask } from '../domain/hears.ts'
import type { Listens, Task } from '../domain/task.ts'
import { ruleTypeOf, ruleTypes } from '../rules/catalog.ts'
import type { CommonRule } from '../rules/fields.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import { believed } from './believed.ts'
import { ruleOf } from './stored-rule.ts'

/** A task of a website as events are held against it. */
export interface OpenTask {
  record: RuleRecord
  rule: CommonRule
  compiled: CompiledTask
  /** Its query was saved and cannot be read any more: it hears, and counts nothing. */
  isBroken: boolean
  /** What one multiple pays, in minor units, before the user's own multipliers. */
  unit: Fraction
  /** What happened from then on counts, up to before then; milliseconds. */
  from: number
  until: number
}

/** The tasks of a website, by what they listen to. */
export interface TaskList {
  all: readonly OpenTask[]
  /** Those that may hear this; an event's query has yet to be asked. */
  listening: (to: Listens, rule?: string) => readonly OpenTask[]
  /** Whether anything has to be done before other things are counted. */
  hasRequired: boolean
}

const types = ruleTypes.filter(({ isTask }) => isTask).map(({ type }) => type)
/** All of them. */
const noLimit = 0

/** How long a change of a rule may take to be noticed by those who count. */
export const noticedMs = 2_000

export interface TasksOptions {
  store: Pick<Store, 'rules' | 'groups' | 'currencies'>
  now: () => Date
}

/** What the tasks of a website are at the moment. */
export function createTasks({ store, now }: TasksOptions) {
  const remembered = believed(noticedMs, now, (key: string) => {
    const [org = '', website = ''] = key.split(' ')
    return read(org, website)
  })

  /** At most two seconds old. */
  const ofWebsite = (org: string, website: string) => remembered(`${org} ${website}`)

  async function read(org: string, website: string): Promise<TaskList> {
    const filter = { website, type: { $in: types }, deletedAt: null }
    const [records, rules, groups] = await Promise.all([
      store.rules.list(org, filter, undefined, noLimit),
      store.rules.required(org, website),
      store.groups.required(org, website),
    ])
    const rulesOf = records.map((record) => ({ record, rule: ruleOf(record) }))
    const decimals = await decimalsOf(
      org,
      rulesOf.map(({ rule }) => rule.loyaltyCurrencyId),
    )
    const all = rulesOf.flatMap(({ record, rule }) => {
      const open = openTask(record, rule, decimals.get(rule.loyaltyCurrencyId ?? '') ?? 0)
      return open ? [open] : []
    })
    return taskListOf(all, rules.length + groups.length > 0)
  }

  async function decimalsOf(org: string, ids: readonly (string | null)[]) {
    const named = [...new Set(ids)].filter((id) => id !== null)
    const found = named.length > 0 ? await store.currencies.findMany(org, named) : []
    return new Map(found.map(({ _id, decimals }) => [_id, decimals]))
  }

  return { ofWebsite }
}

export type Tasks = ReturnType<typeof createTasks>

export function taskListOf(all: readonly OpenTask[], hasRequired: boolean): TaskList {
  return { all, listening: byWhatTheyHear(all), hasRequired }
}

/** Undefined for a rule that hears nothing. */
export function openTask(
  record: RuleRecord,
  rule: CommonRule,
  decimals: number,
): OpenTask | undefined {
  const task = ruleTypeOf(rule.type).task(rule)
  if (!task) return undefined
  const factors = task.factors.map(({ factor }) => fractionOf(factor))
  const scale = fractionOf(10n ** BigInt(decimals))
  const unit = [scale, ...factors].reduce(multiply, fractionOf(rule.amount))
  return { record, rule, ...compiledOf(task), unit, ...timesOf(rule) }
}

/** One rule that cannot be read must not keep all others, of all customers, from being counted. */
function compiledOf(task: Task): Pick<OpenTask, 'compiled' | 'isBroken'> {
  try {
    return { compiled: compileTask(task), isBroken: false }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { compiled: { task, query: undefined }, isBroken: true }
  }
}

function timesOf(rule: CommonRule): Pick<OpenTask, 'from' | 'until'> {
  const { startTime, effectiveStartTime, endTime, effectiveEndTime } = rule
  const instants = (times: (string | null)[]) =>
    times.flatMap((time) => (time === null ? [] : [Date.parse(time)]))
  return {
    from: Math.max(...instants([startTime, effectiveStartTime])),
    until: Math.min(Infinity, ...instants([endTime, effectiveEndTime])),
  }
}

function byWhatTheyHear(tasks: readonly OpenTask[]): TaskList['listening'] {
  const heard = new Map<string, OpenTask[]>()
  for (const task of tasks) {
    const name = nameOf(task.compiled.task.listens, task.record._id)
    const known = heard.get(name)
    if (known) known.push(task)
    else heard.set(name, [task])
  }
  return (to, rule = '') => heard.get(nameOf(to, rule)) ?? []
}

function nameOf(listens: Listens, rule: string): string {
  switch (listens.kind) {
    case 'event':
      return JSON.stringify([listens.platform, listens.category, listens.name])
    case 'stream':
      return `stream ${listens.stream}`
    case 'action':
      return `rule ${rule}`
  }
}
