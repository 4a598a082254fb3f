import { hears } from '../domain/hears.ts'
import type { TaskEvent } from '../domain/hears.ts'
import type { Listens } from '../domain/task.ts'
import type { EventRecord, Said } from '../store/events.ts'
import type { OpenTask, TaskList } from './tasks.ts'
import type { KnownUser } from './senders.ts'

/** Something that counts for a task of a user. */
export interface HeardFact {
  event: EventRecord
  at: Date
  value: string
}

/** What one user did for one task, in the order in which it was accepted. */
export interface Heard {
  open: OpenTask
  user: KnownUser
  facts: HeardFact[]
}

/** Why a task that hears an event cannot count it, or undefined. */
export type ClosedFor = 'rule_misconfigured' | 'rule_inactive' | 'user_blocked' | undefined

/** Holds one event against the tasks that listen to it, and adds what counts to what was heard. */
export function hearEvent(
  event: EventRecord,
  user: KnownUser,
  tasks: TaskList,
  heard: Map<string, Heard>,
  miss: (event: EventRecord, rule: string, reason: string) => void,
): void {
  const { says, at } = event
  const listening = tasks.listening(
    listensOf(event),
    says.kind === 'action' ? says.rule : undefined,
  )
  if (listening.length === 0) return
  const sent = oncePerEvent(() => taskEventOf(event, says))
  for (const open of listening) {
    const { _id: rule } = open.record
    const value = valueFor(open, says, sent)
    if (value === undefined) continue
    const closed = closedFor(open, user, at)
    if (closed) {
      miss(event, rule, closed)
      continue
    }
    const name = `${rule}:${user._id}`
    const known = heard.get(name)
    if (known) known.facts.push({ event, at, value })
    else heard.set(name, { open, user, facts: [{ event, at, value }] })
  }
}

/** What is true of a task whatever is counted: whether it is paused, when it runs, and whether the user may take part. */
export function closedFor(
  { rule, isBroken, from, until }: OpenTask,
  { isBlocked }: Pick<KnownUser, 'isBlocked'>,
  at: Date,
): ClosedFor {
  const time = at.getTime()
  if (isBroken) return 'rule_misconfigured'
  if (rule.isPaused || time < from || time >= until) return 'rule_inactive'
  return isBlocked ? 'user_blocked' : undefined
}

export function taskEventOf(
  { platform, account }: Pick<EventRecord, 'platform' | 'account'>,
  says: Said,
): TaskEvent | undefined {
  if (says.kind !== 'event') return undefined
  const { category, name, data, ts } = says
  const event = { platform, account, category, name, data: JSON.parse(data) as TaskEvent['data'] }
  return ts === undefined ? event : { ...event, ts }
}

export function listensOf({ says, platform }: Pick<EventRecord, 'says' | 'platform'>): Listens {
  switch (says.kind) {
    case 'event':
      return { kind: 'event', platform, category: says.category, name: says.name }
    case 'stream':
      return { kind: 'stream', stream: says.stream }
    case 'action':
      return { kind: 'action' }
  }
}

/** What an event is worth to a task that listens to it; undefined if its query finds nothing in it. */
function valueFor(
  { compiled }: OpenTask,
  says: Said,
  sent: () => TaskEvent | undefined,
): string | undefined {
  if (says.kind !== 'event') return says.value
  if (!compiled.query) return '1'
  const event = sent()
  const answer = event && hears(compiled, event)
  return answer?.counts ? answer.value : undefined
}

function oncePerEvent<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
