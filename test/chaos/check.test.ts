import { expect, it } from '@jest/globals'
import type { Answer } from '../../chaos/answer.ts'
import type { Book } from '../../chaos/books.ts'
import { createCheck } from '../../chaos/check.ts'
import type { LogLine } from '../../chaos/log.ts'
import { accountOf } from '../../chaos/places.ts'
import type { Problem } from '../../chaos/request.ts'
import type { Entry } from '../../src/ledger/types.ts'

// The log and the books are forged here: whatever is wrong with one of them has to be found.
const account = accountOf('ann', 'gold')

it('finds nothing wrong with clients that were told what is stored', () => {
  const lines = [...asked('a', 1), ...asked('b', 2), told('a', 3, posted(entry(1, 'a')))]
  expect(problemsOf(lines, [entry(1, 'a'), entry(2, 'b')])).toEqual([])
})

it.each<[name: string, kind: Problem['kind'], lines: LogLine[], entries: Entry[]]>([
  ['a lost posting', 'lost', [...asked('a', 1), ...asked('b', 2)], [entry(1, 'a')]],
  ['the loss of all', 'lost', asked('a', 1), []],
  ['a posting stored twice', 'twice', asked('a', 1), [entry(1, 'a'), entry(2, 'a', { id: 'x/0' })]],
  ['a posting of nobody', 'twice', [], [entry(1, 'a')]],
  [
    'a replay with another posting',
    'twice',
    [...asked('a', 1), told('a', 2, posted(entry(2, 'a'), 'other'))],
    [entry(1, 'a')],
  ],
  [
    'a changed answer',
    'broken',
    [...asked('a', 1), told('a', 2, posted(entry(1, 'a', { balance: 9n })))],
    [entry(1, 'a')],
  ],
  ['another amount than was told', 'broken', asked('a', 1), [entry(1, 'a', { amount: 7n })]],
  ['another hash than was told', 'broken', asked('a', 1), [entry(1, 'a', { hash: 'forged' })]],
  ['a gap', 'broken', asked('a', 2), [entry(2, 'a')]],
  ['an operation without an answer', 'broken', [send('a')], []],
  [
    'a refusal of what is stored',
    'broken',
    [...asked('a', 1), told('a', 2, refused('insufficient_points'))],
    [entry(1, 'a')],
  ],
  [
    'something stored that was refused',
    'broken',
    [send('a'), told('a', 1, refused('insufficient_points'))],
    [entry(1, 'a')],
  ],
  [
    'two refusals that differ',
    'broken',
    [send('a'), told('a', 1, refused('cap_reached')), told('a', 2, refused('account_closed'))],
    [],
  ],
  ['a refusal that cannot be', 'broken', [send('a'), told('a', 1, refused('invalid_request'))], []],
  [
    'a key that conflicts with itself',
    'broken',
    [send('a'), told('a', 1, refused('key_conflict'))],
    [],
  ],
  [
    'an acknowledged posting that is unknown',
    'lost',
    [send('a'), told('a', 1, refused('not_found'))],
    [],
  ],
  [
    'another body that was taken',
    'broken',
    [...asked('a', 1), { ...told('a', 2, posted(entry(1, 'a'))), isOther: true }],
    [entry(1, 'a')],
  ],
  [
    'two bodies under one key that were both taken',
    'broken',
    [
      send('a'),
      send('a.rival'),
      told('a', 1, posted(entry(1, 'a'))),
      told('a.rival', 2, posted(entry(2, 'b'))),
    ],
    [entry(1, 'a'), entry(2, 'b')],
  ],
  [
    'an answer that was given before a call which comes earlier',
    'broken',
    [...asked('a', 2), ...asked('b', 1)],
    [entry(1, 'b'), entry(2, 'a')],
  ],
  [
    'a limit that was passed',
    'broken',
    [limited('a'), told('a', 1, posted(entry(1, 'a')))],
    [entry(1, 'a')],
  ],
  [
    'a floor that was crossed',
    'broken',
    asked('a', 1, { balance: -1n }),
    [entry(1, 'a', { balance: -1n })],
  ],
])('finds %s', (_, kind, lines, entries) => {
  expect(problemsOf(lines, entries).map((problem) => problem.kind)).toContain(kind)
})

it('finds an entry that is gone, changed or new after it was compared', async () => {
  const check = createCheck()
  for (const line of [...asked('a', 1), ...asked('b', 2)]) check.read(line)
  const entries = [entry(1, 'a'), entry(2, 'b')]
  check.compare(account, entries)
  expect(check.end()).toEqual([])

  check.compare(account, [entry(2, 'b', { hash: 'rewritten' })])
  expect(kindsOf(check.end())).toEqual(['lost'])
  expect(kindsOf(await check.compareAll(books([entry(1, 'a')])))).toEqual(['lost'])
  const changed = [entry(1, 'a', { hash: 'rewritten' }), entry(2, 'b')]
  expect(kindsOf(await check.compareAll(books(changed)))).toEqual(['broken'])
  expect(kindsOf(await check.compareAll(books([...entries, entry(3, 'c')])))).toEqual(['twice'])
  expect(await check.compareAll(books(entries))).toEqual([])
})

it('knows an entry by the name of its operation where no id was told', () => {
  const bare: Answer = { is: 'posted', entries: [{ amount: 5n }] }
  expect(problemsOf([send('a'), told('a', 1, bare)], [entry(1, 'a')])).toEqual([])
  const other: Answer = { is: 'posted', entries: [{ amount: 6n }] }
  expect(kindsOf(problemsOf([send('a'), told('a', 1, other)], [entry(1, 'a')]))).toEqual(['broken'])
})

function problemsOf(lines: readonly LogLine[], entries: readonly Entry[]): Problem[] {
  const check = createCheck()
  for (const line of lines) check.read(line)
  check.compare(account, entries)
  return check.end()
}

function kindsOf(problems: readonly Problem[]): string[] {
  return problems.map(({ kind }) => kind)
}

async function* books(entries: Entry[]): AsyncGenerator<Book> {
  yield { account, entries }
}

/** An operation that was sent, and told of its entry. */
function asked(operation: string, seq: number, more: Partial<Entry> = {}): LogLine[] {
  return [send(operation), told(operation, 1, posted(entry(seq, operation, more)))]
}

function send(operation: string, call: unknown = { do: 'post' }): LogLine {
  return { is: 'send', operation, send: 1, to: 'door', call }
}

function limited(operation: string): LogLine {
  const counters = [{ account, amount: 5n, limit: 3n }]
  return send(operation, { do: 'post', posting: { counters } })
}

function told(operation: string, send: number, answer: Answer): LogLine {
  return { is: 'answer', operation, send, answer }
}

function posted(told: Entry, posting = told.posting): Answer {
  return { is: 'posted', posting, entries: [told] }
}

function refused(code: string): Answer {
  return { is: 'refused', code }
}

function entry(seq: number, operation: string, more: Partial<Entry> = {}): Entry {
  const key = `chaos:${operation}`
  return {
    ...{ id: `${key}/0`, account, seq, amount: 5n, balance: 5n * BigInt(seq), held: 0n },
    ...{ at: new Date(0), posting: `pst_${operation}`, key, kind: 'reward', hash: `h${seq}` },
    ...more,
  }
}
