import { createReplay } from '../../src/engine/replay.ts'
import type { ReplayRequest } from '../../src/engine/replay.ts'
import type { ReplayLine } from '../../src/engine/replay-report.ts'
import { auditLedger } from '../../src/ledger/audit.ts'
import type { Ledger } from '../../src/ledger/types.ts'
import { startApi } from '../api/support.ts'

/** The product without its processes, and what a test of replays asks of it. */
export async function startReplays() {
  const api = await startApi()
  const { org, website, currency } = api.tenant
  const now = () => new Date(Date.now() + api.clock.offsetMs)
  const path = '/api/loyalty/rules'
  const game = { platform: 'wowhaus', category: 'dices', name: 'GameSession' }
  let names = 0

  /** Those who count notice a change of a rule within seconds. */
  const noticed = () => void (api.clock.offsetMs += 6_000)

  async function made(answer: ReturnType<typeof api.call>) {
    const { status, body } = await answer
    if (status !== 200) throw new Error(JSON.stringify(body))
    noticed()
    return body
  }

  return {
    api,
    noticed,
    account: (user: string) => `${org}:${website}:${currency}:${user}`,
    /** A task of dice that goes on for ever, unless it is said otherwise; its id, and how to change it. */
    async addTask(metadata: object = {}, rule: object = {}) {
      const said = { ...game, name: `Game ${++names}` }
      const type = 'eventsValue' in metadata ? 'claimr_events_value' : 'claimr_events_count'
      const common = { recurrence: 'Once', continuous: true, ...said }
      const body = await made(
        api.call('POST', path, {
          ...{ name: 'dices', type, amount: 100, startTime: '2020-01-01T00:00:00Z' },
          ...{ loyaltyCurrencyId: currency, metadata: { ...common, ...metadata }, ...rule },
        }),
      )
      return {
        id: body.id as string,
        event: (account: string, more: object = {}) => ({
          ...{ account, pid: website, ...said, data: {} },
          ...more,
        }),
        change: (next: object, more: object = {}) =>
          made(
            api.call('POST', `${path}/${body.id}`, {
              metadata: { ...common, ...metadata, ...next },
              ...more,
            }),
          ),
      }
    },
    async send(events: readonly object[]) {
      for (let from = 0; from < events.length; from += 1000) {
        const part = events.slice(from, from + 1000)
        const { status, body } = await api.call('POST', '/api/v1/event', part, {
          bearer: api.tenant.key,
        })
        if (status !== 200) throw new Error(JSON.stringify(body))
      }
    },
    fold: () => api.folding.foldAll(),
    userOf: async (account: string) =>
      (await api.engine.users.findOrCreate({ org, website }, { platform: game.platform, account }))
        ._id,
    async pointsOf(user: string) {
      return (await api.ledger.balance(`${org}:${website}:${currency}:${user}`)).balance
    },
    replay: (request: ReplayRequest, ledger: Ledger = api.ledger) =>
      createReplay({ store: api.store, ledger, now })(request),
    /** Everything that a run could have written. */
    async written() {
      const counters = await api.store.counters.model.find({ org }).sort({ _id: 1 }).lean()
      const claims = await api.store.claims.model.countDocuments({ org })
      const users = await api.store.users.model.countDocuments({ org })
      return {
        entries: await api.db.collection('entries').countDocuments(),
        counters,
        claims,
        users,
      }
    },
    async problems() {
      return (await auditLedger({ db: api.db })).problems
    },
  }
}

export type Replays = Awaited<ReturnType<typeof startReplays>>

/** The lines of a report, by user; a test fails by what they say, so that they are small. */
export function changesOf(lines: readonly ReplayLine[]) {
  return lines.map((line) => {
    if (line.kind !== 'changed') return line
    const { user, owed, paid, difference, moved } = line
    return { user, owed, paid, difference, moved }
  })
}
