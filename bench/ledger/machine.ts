import { statfs } from 'node:fs/promises'
import { availableParallelism, cpus, totalmem } from 'node:os'
import type { mongo } from 'mongoose'

/** See statfs(2). On a file system in memory a journal costs nothing, and the figures mean little. */
const fileSystems: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x794c7630: 'overlayfs',
  0x01021994: 'tmpfs (memory: durable writes are not)',
}

/** What the figures were measured on. */
export async function describeMachine(client: mongo.MongoClient, dir: string) {
  const { version } = (await client.db('admin').command({ buildInfo: 1 })) as { version: string }
  const { type } = await statfs(dir)
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    fileSystem: fileSystems[type] ?? `type 0x${type.toString(16)}`,
    node: process.versions.node,
    mongod: version,
  }
}

export type Machine = Awaited<ReturnType<typeof describeMachine>>

export function lineOf({ cpu, cores, memoryGiB, fileSystem, node, mongod }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, data on ${fileSystem}; Node ${node}, mongod ${mongod}`
}
