import { until } from '../wait.ts'
import type { Cast } from './cast.ts'
import { expectSame } from './claim.ts'
import type { Step } from './tour.ts'

type Taken = { success: boolean; results: { duplicate: boolean }[] }
type Progress = { current: string; paid: string }

export const countEvents: Step = {
  title: 'a game sends events, some of them twice, and five rolls of the dice are paid',
  async run(cast) {
    const { api, newName } = cast
    const account = newName('player')
    const names = ['1', '2', '3', '4', '5'].map((roll) => `${account} rolls ${roll}`)
    const rolls = [...names, ...names.slice(0, 2)].map((id) => ({
      ...{ account, platform: 'demo', pid: 'demo', category: 'dices', name: 'GameSession', id },
      data: { bet: 250 },
    }))
    const { results } = await api.post<Taken>('/api/v1/event', rolls)
    const twice = results.filter(({ duplicate }) => duplicate).length
    expectSame('events that came twice', twice, 2)
    const { current, paid } = await until('105 points', () => progressOf(cast, account), {
      withinMs: 10_000,
    })
    return `7 sent, 2 of them known, ${current} counted: ${paid} points (100 and 5 %)`
  },
}

/** The user's progress, once something is paid. */
async function progressOf({ api }: Cast, account: string) {
  const query = new URLSearchParams({ account, platform: 'demo', pid: 'demo', aid: 'demo-dice' })
  const { status, body } = await api.ask('GET', `/api/v1/task/progress?${query}`)
  if (status !== 200) return undefined
  const progress = body.data as Progress
  return progress.paid === '0' ? undefined : progress
}
