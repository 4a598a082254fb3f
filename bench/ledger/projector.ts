import { createProjection } from '../../src/ledger/projection.ts'
import { connect } from './contender.ts'
import type { Told } from './job.ts'

// The projection in a process of its own, as the product's worker runs it. Its arguments are MongoDB's URL and the
// database; it ends when the one that started it lets go of it.

const [url = '', database] = process.argv.slice(2)
const client = await connect(url)
const leaving = new AbortController()
process.on('disconnect', () => leaving.abort())
process.send?.({ kind: 'ready' } satisfies Told)
await createProjection({ db: client.db(database), onError: fail }).run(leaving.signal)
await client.close()

function fail(error: unknown): never {
  console.error(error)
  process.exit(1)
}
