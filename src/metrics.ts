import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Inbox } from './engine/inbox.ts'
import type { Live } from './engine/live/live.ts'
import type { Ledger } from './ledger/types.ts'

/** What a process counts, in Prometheus' terms. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]

  /** Shows how many postings wait in the ledger whenever somebody looks. */
  function watchLedger({ waiting }: Pick<Ledger, 'waiting'>): void {
    const gauge: Gauge = new Gauge({
      name: 'vouchsafe_ledger_waiting',
      help: 'Ledger postings that wait for their round',
      collect: () => gauge.set(waiting()),
      registers,
    })
  }

  /** Shows how many events of this process wait to be written, and to be folded, whenever somebody looks. */
  function watchInbox({ waiting, behind }: Pick<Inbox, 'waiting' | 'behind'>): void {
    const gauge: Gauge<'for'> = new Gauge({
      name: 'vouchsafe_inbox_events',
      help: 'Events that this process took and that wait to be written, or to be folded',
      labelNames: ['for'] as const,
      collect() {
        gauge.set({ for: 'writing' }, waiting())
        gauge.set({ for: 'folding' }, behind())
      },
      registers,
    })
  }

  /** Shows how many read the live line of this process whenever somebody looks. */
  function watchLive({ readers }: Pick<Live, 'readers'>): void {
    const gauge: Gauge = new Gauge({
      name: 'vouchsafe_live_readers',
      help: 'Streams of claims that are open at this process',
      collect: () => gauge.set(readers()),
      registers,
    })
  }

  return {
    registry,
    watchLedger,
    watchInbox,
    watchLive,
    requests: new Histogram({
      name: 'vouchsafe_request_seconds',
      help: 'HTTP requests by route, method and status',
      labelNames: ['route', 'method', 'status'] as const,
      buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3],
      registers,
    }),
    claims: new Counter({
      name: 'vouchsafe_claims_total',
      help: 'Claims by rule type and outcome',
      labelNames: ['rule_type', 'outcome'] as const,
      registers,
    }),
    providerCalls: new Histogram({
      name: 'vouchsafe_provider_call_seconds',
      help: 'Calls to outside platforms by provider and status',
      labelNames: ['provider', 'status'] as const,
      buckets: [0.02, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
    postings: new Counter({
      name: 'vouchsafe_ledger_postings_total',
      help: 'Ledger postings by kind and result',
      labelNames: ['kind', 'result'] as const,
      registers,
    }),
    deliveries: new Counter({
      name: 'vouchsafe_webhook_tries_total',
      help: 'Tries to tell a webhook something, by scope and what became of it',
      labelNames: ['scope', 'state'] as const,
      registers,
    }),
    slots: new Gauge({
      name: 'vouchsafe_worker_slots',
      help: 'Worker slots in use, by task queue and kind',
      labelNames: ['queue', 'kind'] as const,
      registers,
    }),
  }
}

export type Metrics = ReturnType<typeof createMetrics>
