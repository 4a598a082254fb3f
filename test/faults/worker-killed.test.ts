import { beforeAll, expect, it } from '@jest/globals'
import { auditLedger } from '../../src/ledger/audit.ts'
import { eventually } from '../support/eventually.ts'
import { createRule, createUsers, useFaults } from './support.ts'

const faults = useFaults()
const timeout = 180_000

beforeAll(async () => {
  await faults.services.startApi()
}, timeout)

const entriesOf = (rule: string) =>
  faults.services.store.claims.model.db
    .collection('entries')
    .countDocuments({ rule, kind: 'claim' })

const rewarded = async (rule: string, count: number) =>
  (await faults.services.store.claims.model.countDocuments({
    org: faults.tenant.org,
    rule,
    status: 'rewarded',
  })) === count

it(
  'pays every claim once though the worker is killed between verify and settle',
  async () => {
    const { services, tenant } = faults
    const worker = await services.startWorker()
    const rule = await createRule(faults)
    const users = await createUsers(faults, 20)

    // Inserts into the ledger hang, so that what is verified cannot be settled before the worker dies.
    const admin = services.store.claims.model.db.getClient().db('admin')
    await admin.command({
      configureFailPoint: 'failCommand',
      mode: 'alwaysOn',
      data: {
        failCommands: ['insert'],
        namespace: `${services.name}.entries`,
        blockConnection: true,
        blockTimeMS: 60_000,
      },
    })
    for (const userId of users) {
      expect(
        (await services.call(tenant.key, 'POST', `/api/loyalty/rules/${rule}/complete`, { userId }))
          .status,
      ).toBe(200)
    }
    await eventually(
      async () =>
        (await services.store.claims.model.countDocuments({
          org: tenant.org,
          rule,
          verifiedAt: { $exists: true },
        })) > 0,
      30_000,
    )
    expect(await entriesOf(rule)).toBe(0)
    worker.kill('SIGKILL')
    await worker.exited
    await admin.command({ configureFailPoint: 'failCommand', mode: 'off' })

    await services.startWorker()
    await eventually(() => rewarded(rule, 20), 120_000)
    // One leg each for the users; issuance is folded.
    const users20 = await services.store.claims.model.db
      .collection('entries')
      .countDocuments({ rule, account: { $regex: ':usr_' } })
    expect(users20).toBe(20)
    const audit = await auditLedger({
      db: services.store.claims.model.db.getClient().db(services.name),
    })
    expect(audit.problems).toEqual([])
  },
  timeout,
)

it(
  'pays every claim once though mongod is killed while they settle',
  async () => {
    const { services, tenant } = faults
    const rule = await createRule(faults)
    const users = await createUsers(faults, 60)
    await Promise.all(
      users.map((userId) =>
        services.call(tenant.key, 'POST', `/api/loyalty/rules/${rule}/complete`, { userId }),
      ),
    )
    await eventually(async () => !(await rewarded(rule, 0)), 30_000)
    faults.mongod.kill('SIGKILL')
    await faults.mongod.exited
    await faults.restartMongod()

    await eventually(() => rewarded(rule, 60), 80_000)
    const audit = await auditLedger({
      db: services.store.claims.model.db.getClient().db(services.name),
    })
    expect(audit.problems).toEqual([])
    expect(
      await services.store.claims.model.db
        .collection('entries')
        .countDocuments({ rule, account: { $regex: ':usr_' } }),
    ).toBe(60)
  },
  timeout,
)
