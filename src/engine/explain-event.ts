import { advance } from '../domain/count.ts'
import { decimalOf, unitsOf } from '../domain/decimal.ts'
import { hears } from '../domain/hears.ts'
import type { Heard } from '../domain/hears.ts'
import type { Store } from '../store/index.ts'
import type { Website } from '../store/websites.ts'
import { latenessMs } from './events.ts'
import type { Events, SentEvent, Taken } from './events.ts'
import { closedFor, taskEventOf } from './hear-page.ts'
import type { Fact } from './inbox-lane.ts'
import { requiredGate } from './rule-gates.ts'
import type { KnownUser } from './senders.ts'
import type { OpenTask, TaskList, Tasks } from './tasks.ts'
import type { Users } from './users.ts'

/** What an event would come to for one task. */
export interface Explained {
  task: string
  name: string
  externalIdentifier?: string | undefined
  /** Whether it is the kind of event that the task listens to. */
  matches: boolean
  counts: boolean
  /** Why it does not count, and in a sentence; `ok` if it does. */
  condition: string
  message: string
  /** For how much it counts, how far the user would be with it, and how far they have to come. */
  value?: string | undefined
  current?: string | undefined
  target?: string | undefined
  /** How many multiples of the reward it would pay. */
  pays?: string | undefined
}

export interface Explanation {
  taken: Taken
  tasks: readonly Explained[]
}

export interface ExplainOptions {
  store: Store
  events: Pick<Events, 'look'>
  tasks: Tasks
  users: Users
}

const closed = {
  rule_misconfigured: 'the query of the task cannot be read: it has to be saved again',
  rule_inactive: 'the task is paused, has not started, or has ended by then',
  user_blocked: 'this user is blocked',
} as const

/** Says what an event would come to, by what those go by who count it. Nothing is stored. */
export function createExplainEvent({ store, events, tasks, users }: ExplainOptions) {
  return async function explainEvent(website: Website, sent: SentEvent): Promise<Explanation> {
    const { org, _id } = website
    const [{ fact, taken }, list, user] = await Promise.all([
      events.look(website, sent),
      tasks.ofWebsite(org, _id),
      users.known({ org, website: _id }, sent),
    ])
    const heard = list.all.filter(({ compiled }) => compiled.task.listens.kind === 'event')
    return {
      taken,
      tasks: await Promise.all(heard.map((open) => explained(open, list, fact, user))),
    }
  }

  async function explained(
    open: OpenTask,
    list: TaskList,
    fact: Fact,
    user: KnownUser | null,
  ): Promise<Explained> {
    const { record, rule, compiled } = open
    const { _id: task, externalIdentifier } = record
    const known = { task, name: rule.name, ...(externalIdentifier ? { externalIdentifier } : {}) }
    const event = taskEventOf(fact, fact.says)
    const heard: Heard = event
      ? hears(compiled, event)
      : { counts: false, condition: 'event', message: 'It is no event' }
    if (!heard.counts) {
      const { condition, message } = heard
      return { ...known, matches: condition === 'query', counts: false, condition, message }
    }
    const matching = { ...known, matches: true, value: heard.value }
    const shut = await shutFor(open, list, fact, user)
    if (shut) return { ...matching, counts: false, ...shut }
    return { ...matching, ...(await countedOf(open, fact, heard.value, user)) }
  }

  async function shutFor(open: OpenTask, list: TaskList, { at }: Fact, user: KnownUser | null) {
    const reason = closedFor(open, user ?? {}, at)
    if (reason) return { condition: reason, message: closed[reason] }
    if (!list.hasRequired) return undefined
    const gate = await requiredGate(store, open.record, user ?? { _id: '' })
    return gate.isOpen ? undefined : { condition: gate.code, message: gate.message }
  }

  async function countedOf(
    { record, compiled: { task }, unit }: OpenTask,
    { at }: Fact,
    value: string,
    user: KnownUser | null,
  ) {
    const before = user ? await store.counters.find(record.org, record._id, user._id) : null
    const options = { unit, keptFor: latenessMs }
    const after = advance(task, before ?? undefined, { at, value }, options)
    const { target } = task
    if (!after.counted) {
      return { counts: false, condition: after.reason, message: after.message, target }
    }
    const current = after.counter.windows.find(({ index }) => index === after.window)?.value
    const pays = after.crossing ? multiplesIn(after.crossing) : '0'
    return { counts: true, condition: 'ok', message: 'it counts', current, target, pays }
  }
}

export type ExplainEvent = ReturnType<typeof createExplainEvent>

function multiplesIn({ since, amount }: { since: string; amount: string }): string {
  return decimalOf(unitsOf(amount) - unitsOf(since))
}
