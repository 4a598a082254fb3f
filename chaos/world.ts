import { until } from '../engines/wait.ts'
import { endFailPoint } from './faults/commands.ts'
import type { World } from './faults/fault.ts'
import type { Hosted } from './hosted.ts'
import type { Problem } from './request.ts'

/** Ends every fault, whoever began it, and returns when everything works. */
export async function heal(world: World): Promise<void> {
  const { engine, writers } = world
  await engine.disk?.free()
  engine.process.thaw()
  await until('mongod takes writes', () => takesWrites(world), { withinMs: 90_000 })
  for (const network of networksOf(world)) {
    network.thaw()
    network.mend()
    network.loseAnswersOf('', 0)
  }
  const processes = processesOf(world)
  processes.forEach((process) => process.thaw())
  await Promise.all(processes.map((process) => process.ensure()))
  await Promise.all(writers.map((writer) => writer.setClock(0)))
}

/** For processes that hang. */
export async function restartAll(world: World): Promise<void> {
  await Promise.all(processesOf(world).map((process) => process.kill()))
  await Promise.all(processesOf(world).map((process) => process.ensure()))
}

/** Processes that ended though nobody asked them to. A database that found no room may. */
export function ownEnds(world: World): Problem[] {
  world.engine.process.ownEnds()
  return processesOf(world).flatMap(({ name, ownEnds }) =>
    ownEnds().map((code): Problem => {
      return { kind: 'broken', message: `${name} ended by itself, with exit code ${code}` }
    }),
  )
}

async function takesWrites(world: World): Promise<boolean> {
  await world.engine.process.ensure()
  await endFailPoint(world)
  const written = await world.engine.client
    .db('chaos')
    .collection<{ _id: string }>('healed')
    .updateOne({ _id: 'at' }, { $set: { at: new Date() } }, { upsert: true, timeoutMS: 3_000 })
  return written.acknowledged
}

function processesOf({ writers, product }: World): Hosted[] {
  const ours = writers.map((writer) => writer.process)
  return product ? [...ours, product.api, product.worker] : ours
}

function networksOf({ writers, product }: World) {
  return [...writers.map(({ network }) => network), ...Object.values(product?.networks ?? {})]
}
