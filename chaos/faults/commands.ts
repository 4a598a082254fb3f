import type { Random } from '../random.ts'
import type { Fault, FaultKind, World } from './fault.ts'

const commands = ['insert', 'update', 'find', 'aggregate', 'commitTransaction'] as const
const writes = ['insert', 'update', 'commitTransaction'] as const

/** What a MongoDB answers that shuts down, steps down, is slow, or has lost a race; and one that nobody expects. */
const errorsBefore = [91, 11600, 189, 10107, 112, 50, 262, 8]
/** The write is done, and the answer says that nobody knows whether it will stay. */
const errorsAfter = [64, 91, 100]
const outOfDiskSpace = 14031

/** mongod's own fail points: see its `failCommand`. */
export const commandFaults: FaultKind[] = [
  kindOf(commands, (random) => {
    const errorCode = random.pick(errorsBefore)
    return { title: `error ${errorCode} before`, data: { errorCode } }
  }),
  kindOf(writes, (random) => {
    const code = random.pick(errorsAfter)
    const writeConcernError = { code, errmsg: 'chaos' }
    return { title: `error ${code} after`, data: { writeConcernError } }
  }),
  kindOf(commands, () => ({ title: 'connection closed at', data: { closeConnection: true } })),
  kindOf(commands, (random) => {
    const blockTimeMS = random.int(50, 2_500)
    return { title: `${blockTimeMS} ms before`, data: { blockConnection: true, blockTimeMS } }
  }),
  kindOf(writes, () => ({ title: 'no disk space at', data: { errorCode: outOfDiskSpace } })),
]

function kindOf(
  names: readonly string[],
  drawn: (random: Random) => { title: string; data: object },
): FaultKind {
  return {
    place: 'commands',
    draw(random) {
      const command = random.pick(names)
      const { title, data } = drawn(random)
      const times = random.chance(0.5) ? random.int(1, 30) : undefined
      const mode = times === undefined ? 'alwaysOn' : { times }
      const often = times === undefined ? 'always' : `${times} times`
      return failPoint(`${title} ${command}, ${often}`, mode, { failCommands: [command], ...data })
    },
  }
}

function failPoint(title: string, mode: 'alwaysOn' | { times: number }, data: object): Fault {
  return {
    title,
    async begin(world) {
      await configure(world, { mode, data })
      return () => endFailPoint(world)
    },
  }
}

export function endFailPoint(world: World): Promise<void> {
  return configure(world, { mode: 'off' })
}

async function configure({ engine }: World, settings: object): Promise<void> {
  const command = { configureFailPoint: 'failCommand', ...settings }
  try {
    await engine.client.db('admin').command(command, { timeoutMS: 1_000 })
  } catch (error) {
    // While mongod is gone nothing can be set, and what was set is gone with it.
    if (!(error instanceof Error) || !error.name.startsWith('Mongo')) throw error
  }
}
