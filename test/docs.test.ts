import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from '@jest/globals'
import { variables } from '../src/config.ts'
import { failures } from '../src/domain/failure.ts'
import { createMetrics } from '../src/metrics.ts'
import { ruleTypes } from '../src/rules/catalog.ts'

const pages = [...globSync('*.md'), ...globSync('{docs,bench}/**/*.md')].sort()

it('the table of variables is the set of variables that are read', () => {
  const told = rowsOf('docs/operating.md', 'Environment variables').map(([name]) => name)
  expect(told.toSorted()).toEqual(variables.toSorted())
})

it('every metric of ours is told to operators', () => {
  const page = readFileSync('docs/operating.md', 'utf8')
  const names = createMetrics()
    .registry.getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => name.startsWith('vouchsafe_'))
  expect(names.length).toBeGreaterThan(0)
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

it('the table of errors says of every code what the code says', () => {
  const told = rowsOf('docs/api.md', 'Errors').map(([code, status, again]) => [code, status, again])
  const known = Object.entries(failures).map(([code, { status, retry }]) => [
    code,
    String(status),
    retry ? 'yes' : 'no',
  ])
  expect(told).toEqual(known)
})

it('the table of rule types has all of them, and their trust', () => {
  const told = rowsOf('docs/rule-types.md', 'The fifteen types').map(([type, , trust]) => [
    type,
    trust,
  ])
  expect(told.toSorted()).toEqual(ruleTypes.map(({ type, trust }) => [type, trust]).toSorted())
})

it('the contract names every key of a definition', () => {
  const source = readFileSync('src/rules/define.ts', 'utf8')
  const [, body = ''] = /^interface Definition<[^{]*\{$(.*?)^\}$/ms.exec(source) ?? []
  const keys = [...body.matchAll(/^ {2}(\w+)\??[:(]/gm)].map(([, key]) => key)
  expect(keys).toEqual(expect.arrayContaining(['type', 'trust', 'verify', 'verifyMany']))

  const cells = rowsOf('docs/rule-types.md', 'The contract').map(([first]) => first)
  const told = cells.flatMap((cell = '') => cell.split(', ')).map((cell) => cell.split('(')[0])
  expect(keys.filter((key) => !told.includes(key))).toEqual([])
})

it.each(pages)('every link of %s leads somewhere', (page) => {
  const broken = linksOf(page).filter((link) => !isThere(page, link))
  expect(broken).toEqual([])
})

it('follows links, or it would prove nothing', () => {
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(20)
  expect(isThere('README.md', 'docs/nowhere.md')).toBe(false)
  expect(isThere('README.md', 'docs/api.md#nowhere')).toBe(false)
})

/** The rows of the first table below a heading, a list of cells each; the quotes of code are taken off. */
function rowsOf(page: string, heading: string): string[][] {
  const [, section = ''] = readFileSync(page, 'utf8').split(`\n## ${heading}\n`)
  const [, table = ''] = /^\|(?:-+\|)+\n((?:\|.*\n)+)/m.exec(section) ?? []
  return table
    .trim()
    .split('\n')
    .map((row) => row.slice(1, -1).split('|'))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')))
}

/** Where a page's links lead within this repository. */
function linksOf(page: string): string[] {
  const text = withoutCode(page)
  return [...text.matchAll(/\]\((?<to>[^)\s]+)\)/g)]
    .map(({ groups }) => groups?.to ?? '')
    .filter((to) => !/^\w+:/.test(to))
}

function isThere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  return existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor))
}

/** Headings as they are named in addresses. */
function anchorsOf(page: string): string[] {
  return [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  )
}

function withoutCode(page: string): string {
  return readFileSync(page, 'utf8').replace(/^```.*?^```$/gms, '')
}
