import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

interface Operation {
  operationId: string
  security: object[]
  responses: Record<string, unknown>
  parameters: { name: string; in: string }[]
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

let api: Api
let document: Document
beforeAll(async () => {
  api = await startApi()
  document = (await api.call('GET', '/api/openapi.json', undefined, { key: '' })).body as Document
})
afterAll(() => api.stop())

/** What Express really answers, read from its own stack. */
function mounted(): string[] {
  const { stack } = api.app.router as unknown as {
    stack: { route?: { path: string; methods: Record<string, boolean> } }[]
  }
  return stack.flatMap(({ route }) =>
    route
      ? Object.keys(route.methods).map(
          (method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`,
        )
      : [],
  )
}

function documented(): string[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  )
}

it('the document and the routes are the same set', () => {
  expect(documented().toSorted()).toEqual(mounted().toSorted())
  expect(mounted().length).toBeGreaterThan(40)
})

it('is OpenAPI 3.1 with an id of its own for every operation', () => {
  expect(document.openapi).toMatch(/^3\.1/)
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  expect(new Set(ids).size).toBe(ids.length)
})

it('every reference leads somewhere', () => {
  const names = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
  expect(names.length).toBeGreaterThan(50)
  const missing = names
    .map(([, name]) => name ?? '')
    .filter((name) => !(name in document.components.schemas))
  expect(missing).toEqual([])
})

it('names the field descriptions and limits of every rule type', () => {
  const { type } = {
    type: Object.keys(document.components.schemas).find((n) => n.startsWith('RuleType.')),
  }
  expect(document.components.schemas[type ?? '']).toMatchObject({
    properties: { amount: { title: 'Amount' } },
  })
})

it('says which key opens a route, and which open ones need none', () => {
  const { paths } = document
  expect(paths['/api/loyalty/rules']?.get?.security).toEqual([{ apiKey: [] }, { session: [] }])
  expect(paths['/api/v1/user/reward']?.post?.security).toEqual([{ bearer: [] }])
  expect(paths['/healthz']?.get?.security).toEqual([])
})

it('lists path and query parameters and the statuses of failures', () => {
  const operation = document.paths['/api/loyalty/rules/{id}/why-not']?.get
  expect(operation?.parameters.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['id', 'userId', 'walletAddress']),
  )
  expect(Object.keys(operation?.responses ?? {})).toEqual(
    expect.arrayContaining(['200', '401', '403', '404', '422', '503']),
  )
})
