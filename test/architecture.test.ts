import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'

// Who may import whom by value. A type may come from anywhere, since it vanishes.
const mayImport: Record<string, readonly string[]> = {
  'src/domain': [],
  'src/rules': ['src/domain'],
  'src/providers': ['src/domain'],
  'src/ledger': ['src/domain'],
  'src/store': ['src/domain', 'src/rules'],
  'src/engine': ['src/domain', 'src/rules', 'src/ledger', 'src/store'],
  'src/api': ['src/domain', 'src/rules', 'src/engine'],
  activities: ['src/domain', 'src/rules', 'src/engine', 'src/ledger', 'src/store'],
  workflows: ['src/domain'],
  sandbox: [],
  engines: [],
  // It is a client of the API like any other, in a browser: what it knows of the server are types.
  console: [],
}

it.each(Object.entries(mayImport))('%s imports only what it may', (folder, allowed) => {
  const circle = [folder, ...allowed].map((name) => `${name}/`)
  const files = globSync(`${folder}/**/*.{ts,tsx,mjs}`, { exclude: ['console/dist/**'] })
  expect(files.length).toBeGreaterThan(0)

  for (const file of files) {
    for (const target of valueImportsOf(file)) {
      expect({ file, target, isAllowed: circle.some((name) => target.startsWith(name)) }).toEqual({
        file,
        target,
        isAllowed: true,
      })
    }
  }
})

it('keeps zod out of what workflows import, since nothing is shaken out of their bundle', () => {
  const seen = new Set<string>()
  const open = globSync('workflows/**/*.ts')
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    open.push(...valueImportsOf(file))
    expect({ file, zod: /from 'zod'/.test(readFileSync(file, 'utf8')) }).toEqual({
      file,
      zod: false,
    })
  }
})

it('opens connections to the outside only where it says so', () => {
  const openers = globSync('{src,activities,workflows}/**/*.ts').filter((file) =>
    /\bfetch\(|\bhttps?\.request\(|new JsonRpcProvider\(|new WebSocket\(/.test(
      readFileSync(file, 'utf8'),
    ),
  )
  expect(openers.every((file) => file.startsWith('src/providers/'))).toBe(true)
})

it('names a rule type only where it must', () => {
  const types = globSync('src/rules/*.ts').flatMap((file) => {
    const type = /^ {2}type: '(?<name>\w+)',$/m.exec(readFileSync(file, 'utf8'))?.groups?.name
    return type ? [{ type, file }] : []
  })
  expect(types.length).toBeGreaterThanOrEqual(10)

  const lists = ['workflows/index.ts', 'src/rules/unusable-types.ts']
  const files = globSync('{src,activities,workflows,engines}/**/*.{ts,mjs}')
  for (const { type, file } of types) {
    const elsewhere = files.filter(
      (each) =>
        each !== file &&
        !lists.includes(each) &&
        !/seed|tour/.test(each) &&
        new RegExp(`(?<![\\w-])${type}(?![\\w-])`).test(readFileSync(each, 'utf8')),
    )
    expect({ type, elsewhere }).toEqual({ type, elsewhere: [] })
  }
})

function valueImportsOf(file: string): string[] {
  const statements = /^(?:import|export) (?!type\b)[^']*?from '(?<path>\.[^']+)'/gm
  const found = readFileSync(file, 'utf8').matchAll(statements)
  return [...found].map(({ groups }) => join(file, '..', groups?.path ?? ''))
}
