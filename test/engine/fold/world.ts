import { add, fractionOf } from '../../../src/domain/fraction.ts'
import type { Fraction } from '../../../src/domain/fraction.ts'
import { ruleTypeOf } from '../../../src/rules/catalog.ts'
import { ruleOf } from '../../../src/engine/stored-rule.ts'
import type { Task } from '../../../src/domain/task.ts'
import type { EventRecord, Said } from '../../../src/store/events.ts'
import { addTask } from '../../api/events/support.ts'
import type { Api } from '../../api/support.ts'

/** A task, and what it makes of what is said to it; written down without any of the code that is tested. */
export interface Known {
  id: string
  task: Task
  unit: Fraction
  valueOf: (says: Said) => string | undefined
}

const platform = 'wowhaus'

/** Tasks of every kind that counts, and of every way to pay. */
export async function addTasks(api: Api): Promise<Known[]> {
  const names = (name: string) => ({ platform, category: 'game', name })
  const isCalled = (name: string) => (says: Said) => says.kind === 'event' && says.name === name
  const once = (name: string) => (says: Said) => (isCalled(name)(says) ? '1' : undefined)
  const bet = (name: string) => (says: Said) =>
    says.kind === 'event' && says.name === name
      ? String((JSON.parse(says.data) as { bet: number }).bet)
      : undefined
  const added = (stream: string) => (says: Said) =>
    says.kind === 'stream' && says.stream === stream ? says.value : undefined

  const more = { progressive: true, continuous: true, pointsMultiplierPercent: 5 }
  const known = [
    await add(
      'claimr_events_count',
      { ...names('a'), eventsCount: 3, recurrence: 'Daily', ...more },
      once('a'),
    ),
    await add(
      'claimr_events_count',
      { ...names('b'), eventsCount: 4, recurrence: 'Multiple', continuous: true },
      once('b'),
    ),
    await add(
      'claimr_events_value',
      { ...names('a'), query: '[].data.bet', eventsValue: 50, recurrence: 'Once' },
      bet('a'),
    ),
    await add(
      'claimr_events_value',
      {
        ...names('b'),
        query: '[].data.bet',
        eventsValue: '12.5',
        recurrence: '8h',
        continuous: true,
      },
      bet('b'),
    ),
    await add(
      'claimr_stream_value',
      { stream: 's', goal: 30, recurrence: 'Once', ...more, progressiveStep: 'fractional' },
      added('s'),
    ),
  ]
  const number = await add(
    'claimr_number_value',
    { expected: 10, recurrence: 'Multiple', continuous: true },
    () => undefined,
  )
  number.valueOf = (says) =>
    says.kind === 'action' && says.rule === number.id ? says.value : undefined
  return [...known, number]

  async function add(type: string, metadata: object, valueOf: Known['valueOf']): Promise<Known> {
    const id = await addTask(api, type, { metadata })
    const record = await api.store.rules.find(api.tenant.org, id)
    if (!record) throw new Error('the rule is gone')
    const task = ruleTypeOf(type).task(ruleOf(record))
    if (!task) throw new Error(`${type} is no task`)
    const percent = 'pointsMultiplierPercent' in metadata ? 5 : 0
    return { id, task, unit: fractionOf(100 + percent), valueOf }
  }
}

/** What a user of these tests may do, told by a random number. */
export function saidBy(random: () => number, number: string): Said {
  const [which, size] = [random(), Math.round(random() * 200) / 10]
  const event = (name: string): Said => ({
    ...{ kind: 'event', category: 'game', name },
    data: JSON.stringify({ bet: size }),
  })
  if (which < 0.35) return event('a')
  if (which < 0.7) return event('b')
  if (which < 0.75) return event('nobody hears this')
  if (which < 0.9) return { kind: 'stream', stream: 's', value: String(size) }
  return { kind: 'action', rule: number, value: String(Math.round(random() * 15)) }
}

/** In the order in which they were accepted. */
export async function acceptedIn({ store, tenant }: Api): Promise<EventRecord[]> {
  return store.events.model
    .find({ org: tenant.org })
    .sort({ acceptedAt: 1, lane: 1, seq: 1 })
    .lean<EventRecord[]>()
}

export const sumOf = (values: readonly Fraction[]) => values.reduce(add, fractionOf(0))
export { platform }
