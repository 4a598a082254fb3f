import type { World, FaultKind } from './fault.ts'

/** mongod ends itself when it can write neither its journal nor its data; it is started again when there is room. */
export const fullDisk: FaultKind = {
  place: 'mongod',
  draw: () => ({
    title: 'disk full',
    async begin({ engine }) {
      await engine.disk?.fill()
      const writing = writeOut(engine)
      return async () => {
        await engine.disk?.free()
        await writing
        await engine.process.ensure()
      }
    },
  }),
}

/** A journal has some room in advance; what has changed in memory has none on the disk. */
async function writeOut({ client }: World['engine']): Promise<void> {
  try {
    await client.db('admin').command({ fsync: 1 }, { timeoutMS: 3_000 })
  } catch {
    // It fails because the disk is full: that is what it is for.
  }
}
