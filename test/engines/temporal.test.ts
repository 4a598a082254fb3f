import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { Connection } from '@temporalio/client'
import { freePort } from '../../engines/ports.ts'
import { startTemporal } from '../../engines/temporal.ts'

it('temporal comes up with its namespace, its search attributes and its web interface', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'vouchsafe-temporal-'))
  const dbFile = join(dir, 'temporal.db')
  const options = { log: join(dir, 'log'), dbFile, uiPort: await freePort() }
  const temporal = await startTemporal(options)
  const described = await describe(temporal.address)
  expect(described).toEqual({
    days: 30,
    attributes: [
      'VouchsafeOrg',
      'VouchsafeOutcome',
      'VouchsafeRule',
      'VouchsafeRuleType',
      'VouchsafeUser',
    ],
  })
  expect((await fetch(temporal.uiUrl ?? '')).status).toBe(200)
  await temporal.stop()
  const again = await startTemporal(options)
  expect(await describe(again.address)).toEqual(described)
  await again.stop()
  await rm(dir, { recursive: true })
})

async function describe(address: string) {
  const connection = await Connection.connect({ address })
  const namespace = 'vouchsafe'
  const { config } = await connection.workflowService.describeNamespace({ namespace })
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  await connection.close()
  return {
    days: Number(config?.workflowExecutionRetentionTtl?.seconds) / 86_400,
    attributes: Object.keys(customAttributes ?? {})
      .filter((name) => name.startsWith('Vouchsafe'))
      .sort(),
  }
}
