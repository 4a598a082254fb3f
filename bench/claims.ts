import { Agent, request } from 'node:http'
import { Client, Connection } from '@temporalio/client'
import { startProduct } from './product.ts'
import type { Product } from './product.ts'
import { startRpc } from './rpc-stand-in.ts'
import { seed } from './seed.ts'
import { inParallel, quantile, rounded } from './statistics.ts'

// From the API call to the settled entry, against a bare workflow with the same two activities doing nothing, on the
// same Temporal server in the same run. How to read it: bench/README.md.

const burst = 5000
const holders = 10_000
const clients = 500
const pairs = 40
const few = 200

const rpc = await startRpc()
const product = await startProduct({
  RPC_URLS: JSON.stringify({ mainnet: rpc.url }),
  SECOND_LOOK_SECONDS: '5',
})
await product.processes.start({ name: 'bare', file: 'bench/bare/worker.ts' })
const agent = new Agent({ keepAlive: true, maxSockets: clients })
try {
  const report = await run(product)
  if (process.argv.includes('--json')) console.log(JSON.stringify(report))
} finally {
  agent.destroy()
  await product.stop()
  rpc.stop()
}

async function run({ mongoUrl, temporalAddress, baseUrl, api, worker }: Product) {
  const tenant = await seed(mongoUrl, holders)
  const connection = await Connection.connect({ address: temporalAddress })
  const client = new Client({ connection, namespace: 'vouchsafe' })
  const rules = {
    single: await createRule('single'),
    together: await createRule('together'),
    burst: await createRule('burst'),
  }

  console.error('one at a time')
  const single = await singles()
  console.error('eight at a time')
  const bareRate = await bareThroughput()
  const together = await claimThroughput()
  console.error(`${burst} at once`)
  const crowd = await claimBurst()
  console.error(`a sweep over ${holders}`)
  const swept = await sweepAll()
  const report = {
    claimsPerSecond: rounded(crowd.rate),
    vsBareWorkflow: rounded(together / bareRate),
    p50VsBare: rounded(single.claim / single.bare),
    burstVsBare: rounded(crowd.rate / bareRate),
    burstP99Seconds: rounded(crowd.p99 / 1000),
    sweepVsPerUser: rounded(swept.rate / bareRate),
    rpcCallsPerHolder: rounded(swept.calls / holders, 5),
    apiMegabytes: await api(),
    workerMegabytes: await worker(),
  }
  console.table(report)
  await connection.close()
  await tenant.close()
  return report

  function bare(): Promise<void> {
    return client.workflow.execute('bare', {
      taskQueue: 'bare',
      workflowId: `bare:${Math.random()}`,
    })
  }

  /** One at a time, a claim and a bare workflow in turn: the medians in milliseconds. */
  async function singles() {
    const times = { claim: [] as number[], bare: [] as number[] }
    for (let index = -5; index < pairs; index += 1) {
      const claim = await timed(() => claimAndWait(rules.single, tenant.users[index + 5] ?? ''))
      const plain = await timed(bare)
      if (index < 0) continue // the first ones warm up both
      times.claim.push(claim)
      times.bare.push(plain)
    }
    return { claim: quantile(times.claim, 0.5), bare: quantile(times.bare, 0.5) }
  }

  async function claimAndWait(rule: string, userId: string): Promise<void> {
    await call('POST', `/api/loyalty/rules/${rule}/complete`, { userId })
    const _id = `${rule}:${userId}:0`
    for (;;) {
      const claim = await tenant.store.claims.find(tenant.org, _id)
      if (claim?.status === 'rewarded') return
      if (claim?.reason) throw new Error(`a claim was not rewarded: ${claim.message}`)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }

  /** Bare workflows a second with eight in flight, where a Temporal server has its flat top. */
  async function bareThroughput(): Promise<number> {
    const ms = await timed(() => inParallel(few, 8, bare))
    return (few / ms) * 1000
  }

  /** Claims a second with eight clients that each wait for theirs. */
  async function claimThroughput(): Promise<number> {
    const ms = await timed(() =>
      inParallel(few, 8, (index) => claimAndWait(rules.together, tenant.users[index] ?? '')),
    )
    return (few / ms) * 1000
  }

  /** All claims at once; the slowest count too. */
  async function claimBurst() {
    const sent = new Map<string, number>()
    const began = Date.now()
    await inParallel(burst, clients, async (index) => {
      const userId = tenant.users[index] ?? ''
      sent.set(`${rules.burst}:${userId}:0`, Date.now())
      await call('POST', `/api/loyalty/rules/${rules.burst}/complete`, { userId })
    })
    const claims = await rewarded(rules.burst, burst)
    const ended = Math.max(...claims.map(({ settledAt }) => settledAt))
    const waits = claims.map(({ id, settledAt }) => settledAt - (sent.get(id) ?? settledAt))
    return { rate: (burst / (ended - began)) * 1000, p99: quantile(waits, 0.99) }
  }

  async function sweepAll() {
    const rule = await createRule('sweep', {
      claimType: 'auto',
      frequency: 'monthly',
      interval: 'once',
    })
    const before = rpc.counted.calls
    const began = Date.now()
    await call('POST', `/api/loyalty/rules/${rule}/sweep`, {})
    const claims = await rewarded(rule, holders)
    const ended = Math.max(...claims.map(({ settledAt }) => settledAt))
    return { rate: (holders / (ended - began)) * 1000, calls: rpc.counted.calls - before }
  }

  async function rewarded(rule: string, count: number) {
    const filter = { org: tenant.org, rule, status: 'rewarded' as const }
    const deadline = Date.now() + 180_000
    while ((await tenant.store.claims.model.countDocuments(filter)) < count) {
      if (Date.now() > deadline)
        throw new Error(`not all of ${count} claims were rewarded in 3 minutes`)
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    const found = await tenant.store.claims.model
      .find(filter)
      .select('settledAt')
      .lean<{ _id: string; settledAt: Date }[]>()
    return found.map(({ _id, settledAt }) => ({ id: _id, settledAt: settledAt.getTime() }))
  }

  async function createRule(name: string, more: object = {}): Promise<string> {
    const rule = await call('POST', '/api/loyalty/rules', {
      organizationId: tenant.org,
      websiteId: tenant.website,
      name,
      type: 'TokenHold',
      amount: 10,
      frequency: 'immediately',
      interval: 'once',
      claimType: 'manual',
      startTime: '2026-01-01T00:00:00Z',
      endTime: null,
      effectiveStartTime: null,
      effectiveEndTime: null,
      loyaltyCurrencyId: tenant.currency,
      collections: [{ address: `0x${'11'.repeat(20)}`, network: 'mainnet' }],
      metadata: {},
      ...more,
    })
    return String(rule.id)
  }

  function call(method: string, path: string, body: object): Promise<Record<string, unknown>> {
    const text = JSON.stringify(body)
    const headers = {
      'x-api-key': tenant.key,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    }
    return new Promise((resolve, reject) => {
      const sent = request(baseUrl + path, { method, agent, headers }, (response) => {
        let answer = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => (answer += part))
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(answer) as Record<string, unknown>)
          else reject(new Error(`${path} answered ${response.statusCode}: ${answer}`))
        })
      })
      sent.on('error', reject)
      sent.end(text)
    })
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
