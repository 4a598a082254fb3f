import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { Failure } from '../../../src/domain/failure.ts'
import { createAnswers } from '../../../src/engine/answers.ts'
import type { Answered, AnswersOptions, KeyedRequest } from '../../../src/engine/answers.ts'
import type { Keyed } from '../../../src/engine/keyed.ts'
import { createSealer } from '../../../src/engine/sealer.ts'
import { connectMongo } from '../../../src/store/connect.ts'
import { createStore } from '../../../src/store/index.ts'
import { eventually } from '../../support/eventually.ts'
import { mongoUrl, useDatabase } from '../../support/mongo.ts'

const database = useDatabase()
const unique = () => randomBytes(8).toString('hex')
const key = (byte: number) => new Map([[`k${byte}`, Buffer.alloc(32, byte)]])
const warnings: unknown[] = []

/** What a process has: leases that last, unless a test says otherwise. */
function open(options: Partial<AnswersOptions> = {}) {
  return createAnswers({
    ...{ store: database.store, sealer: createSealer(key(1)), now: () => new Date() },
    log: { warn: (what: unknown) => void warnings.push(what) } as never,
    ...options,
  })
}

let request: KeyedRequest
beforeEach(() => {
  warnings.length = 0
  const said = { path: {}, query: {}, body: { name: 'a' } }
  request = {
    ...{ org: 'org_1', scope: 'org_1/requests', key: unique(), pointer: '/Idempotency-Key' },
    ...{ operation: 'make', said, isSecret: false },
  }
})

const saying = (body: object): KeyedRequest => ({
  ...request,
  said: { ...request.said, body },
})
const failureOf = async (action: Promise<unknown>) => {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Failure) return error
  throw new Error('it did not fail', { cause: error })
}
const record = () =>
  database.store.answers.model.findOne({ org: 'org_1', _id: new RegExp(request.key) }).lean()

/** A run that goes on until it is told to end. */
function longRun(answers = open()) {
  let end: (answer: string | Promise<string>) => void = () => {}
  const ended = new Promise<string>((resolve) => (end = resolve))
  const begun: { keyed?: Keyed } = {}
  const answer = answers.once(request, async (keyed) => {
    begun.keyed = keyed
    return ended
  })
  const hasBegun = eventually(async () => begun.keyed !== undefined)
  return { answer, begun: hasBegun, end, keyed: () => begun.keyed as Keyed }
}

describe('while a request is being worked on', () => {
  it('a repeat waits for it and is told the same', async () => {
    const first = longRun()
    await first.begun
    const second = open().once(request, async () => 'never')
    first.end('done')
    expect(await first.answer).toEqual({ answer: 'done', replayed: false })
    expect(await second).toEqual({ answer: 'done', replayed: true })
  })

  it('a repeat that waited long enough is told to come back', async () => {
    const first = longRun()
    await first.begun
    const started = performance.now()
    const failure = await failureOf(open().once(request, async () => 'never'))
    const waited = performance.now() - started
    expect(failure).toMatchObject({ code: 'key_in_progress', retryAfterSeconds: 1 })
    expect(waited).toBeGreaterThanOrEqual(2000)
    expect(waited).toBeLessThan(4000)
    first.end('done')
    await first.answer
  })

  it('other content waits too: it is a conflict when the first is done, and new when that was wrong', async () => {
    const done = longRun()
    await done.begun
    const conflict = failureOf(open().once(saying({ name: 'b' }), async () => 'never'))
    done.end('done')
    expect(await conflict).toMatchObject({ code: 'key_conflict', errors: [{ pointer: '/name' }] })

    request = { ...request, key: unique() }
    const wrong = longRun()
    await wrong.begun
    const other = open().once(saying({ name: 'b' }), async () => 'other')
    wrong.end(Promise.reject(new Failure('invalid_request', 'wrong')))
    await failureOf(wrong.answer)
    expect(await other).toEqual({ answer: 'other', replayed: false })
  })

  it('its lease is renewed for as long as it lasts', async () => {
    const first = longRun(open({ leaseMs: 300 }))
    await first.begun
    const before = (await record())?.leaseUntil as Date
    await eventually(async () => {
      const now = (await record())?.leaseUntil as Date
      return now.getTime() > before.getTime() + 600
    })
    first.end('done')
    expect(await first.answer).toEqual({ answer: 'done', replayed: false })
    expect(await record()).toMatchObject({ state: 'done', answer: 'done' })
  })
})

describe('when a process dies', () => {
  /** A process whose signs of life do not reach the database any more. */
  async function stall(first: ReturnType<typeof longRun>) {
    await first.begun
    const { model } = database.store.answers
    const filter = { org: 'org_1', _id: new RegExp(request.key) }
    await model.updateOne(filter, { $set: { leaseUntil: new Date(0) } })
  }

  it('a repeat does the work again, as the same request', async () => {
    const first = longRun()
    await stall(first)
    const second = await open().once(request, async ({ stamp, startedAt, isRepeat }) => {
      expect([stamp, startedAt, isRepeat]).toEqual([
        ...[first.keyed().stamp, first.keyed().startedAt, true],
      ])
      return 'second'
    })
    expect(second).toEqual({ answer: 'second', replayed: false })
  })

  it('and yet lives, it is told what the one that took over answered', async () => {
    const first = longRun()
    await stall(first)
    await open().once(request, async () => 'second')
    first.end('first')
    expect(await first.answer).toEqual({ answer: 'second', replayed: true })
  })

  it('what it did may have been done: other content is a conflict', async () => {
    const first = longRun()
    await stall(first)
    const failure = await failureOf(open().once(saying({ name: 'b' }), async () => 'never'))
    expect(failure).toMatchObject({ code: 'key_conflict', errors: [{ pointer: '/name' }] })
    first.end('first')
    await first.answer
  })
})

describe('what is not an answer', () => {
  const refused = new Failure('invalid_request', 'wrong')
  it('leaves nothing behind when the request was wrong', async () => {
    expect(await failureOf(open().once(request, () => Promise.reject(refused)))).toBe(refused)
    expect(await record()).toBeNull()
    const other = await open().once(saying({ name: 'b' }), async ({ isRepeat }) => `${isRepeat}`)
    expect(other).toEqual({ answer: 'false', replayed: false })
  })

  it.each<[string, Error]>([
    ['unavailable', new Failure('unavailable', 'no answer')],
    ['a bug', new TypeError('undefined is not a function')],
  ])('%s is tried again at once, by a run that looks for what was done', async (_name, error) => {
    const stamps: string[] = []
    const failed = open().once(request, ({ stamp }) => {
      stamps.push(stamp)
      return Promise.reject(error)
    })
    await expect(failed).rejects.toBe(error)
    const again = await open().once(request, async ({ stamp, isRepeat }) => {
      stamps.push(stamp)
      return `${isRepeat}`
    })
    expect(again).toEqual({ answer: 'true', replayed: false })
    expect(stamps[0]).toBe(stamps[1])
  })

  it('frees the key for other content', async () => {
    const failed = open().once(request, ({ apply }) =>
      apply(async () => 'rul_1').then(() => Promise.reject(new Failure('unavailable', 'x'))),
    )
    await failureOf(failed)
    const other = open().once(saying({ name: 'b' }), async ({ isRepeat, apply }) => {
      expect([isRepeat, await apply(async () => 'rul_2')]).toEqual([false, 'rul_2'])
      return 'other'
    })
    expect(await other).toEqual({ answer: 'other', replayed: false })
    expect((await failureOf(open().once(request, async () => 'never'))).code).toBe('key_conflict')
  })
})

describe('a write that must not be repeated', () => {
  const { ObjectId } = { ObjectId: unique }
  const add = async ({ apply }: Keyed) =>
    apply(async (session) => {
      const _id = ObjectId()
      await database.connection.collection('things').insertOne({ _id, key: request.key } as never, {
        session,
      })
      return _id
    })
  const things = () => database.connection.collection('things').countDocuments({ key: request.key })

  it('is written once in all runs, and is found again', async () => {
    const ids: (string | undefined)[] = []
    const fail = async (keyed: Keyed) => {
      ids.push(await add(keyed))
      throw new Failure('unavailable', 'the answer is lost')
    }
    await failureOf(open().once(request, fail))
    await failureOf(open().once(request, fail))
    await open().once(request, async (keyed) => `${ids.push(keyed.applied)}`)
    expect([new Set(ids).size, ids.length, await things()]).toEqual([1, 3, 1])
  })

  it('is not forgotten when the request turns out to be wrong after it', async () => {
    const wrong = async (keyed: Keyed) => {
      await add(keyed)
      throw new Failure('not_found', 'too late')
    }
    await failureOf(open().once(request, wrong))
    await failureOf(open().once(request, wrong))
    expect([await things(), (await record())?.state]).toEqual([1, 'open'])
  })

  it('is not noted when it changed nothing', async () => {
    const nothing = ({ apply }: Keyed) => apply(async () => undefined)
    await open().once(request, async (keyed) => {
      expect(await nothing(keyed)).toBeUndefined()
      expect(await add(keyed)).toEqual(expect.any(String))
      return 'done'
    })
    expect(await things()).toBe(1)
  })

  it('is not written by a run that lost its key', async () => {
    const first = longRun()
    await first.begun
    const { model } = database.store.answers
    const filter = { org: 'org_1', _id: new RegExp(request.key) }
    await model.updateOne(filter, { $set: { leaseUntil: new Date(0) } })
    await open().once(request, async () => 'second')
    expect((await failureOf(add(first.keyed()))).code).toBe('key_in_progress')
    expect(await things()).toBe(0)
    first.end('first')
    await first.answer
  })
})

describe('a secret answer', () => {
  const secret = 'https://vouchsafe.test/l/opens-something'
  const once = (sealer = createSealer(key(1))) =>
    open({ sealer }).once({ ...request, isSecret: true }, async () => secret)

  it('is stored sealed, and told again', async () => {
    expect(await once()).toEqual({ answer: secret, replayed: false })
    expect(JSON.stringify(await record())).not.toContain('opens-something')
    expect(await once()).toEqual({ answer: secret, replayed: true })
  })

  it('is not done again when the key that sealed it is gone', async () => {
    await once()
    const failure = await failureOf(once(createSealer(key(2))))
    expect([failure.code, failure.message]).toEqual([
      ...['key_conflict', expect.stringContaining('sealed with a key that is gone')],
    ])
  })
})

it('keeps no value of what was said', async () => {
  const said = saying({ accessToken: 'a-token-of-somebody', deep: { mail: 'ann@acme.test' } })
  await open().once(said, async () => 'done')
  expect(JSON.stringify(await record())).not.toMatch(/a-token|ann@/)
})

describe('two processes', () => {
  let other: Awaited<ReturnType<typeof connectMongo>>
  let theirs: ReturnType<typeof open>
  beforeAll(async () => {
    other = await connectMongo(mongoUrl(), database.connection.name)
    theirs = open({ store: await createStore(other) })
  })
  afterAll(() => other.close())

  it('do a request once that 64 ask for at once, half of them with another body', async () => {
    const ours = open()
    const done: string[] = []
    const answers = await Promise.all(
      Array.from({ length: 64 }, async (_, index) => {
        const name = index % 4 < 2 ? 'a' : 'b'
        const process = index % 2 === 0 ? ours : theirs
        const answer = process.once(saying({ name }), async () => {
          done.push(name)
          return `${name} ${unique()}`
        })
        return answer.catch((error: Failure) => error)
      }),
    )
    const told = answers.filter((answer): answer is Answered => !(answer instanceof Failure))
    expect(done).toHaveLength(1)
    expect([told.length, new Set(told.map(({ answer }) => answer)).size]).toEqual([32, 1])
    expect(told[0]?.answer).toMatch(new RegExp(`^${done[0]} `))
    const refused = answers.filter((answer) => answer instanceof Failure)
    expect(refused.map(({ code }) => code)).toEqual(Array(32).fill('key_conflict'))
  })
})
