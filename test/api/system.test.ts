import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const open = { key: '' }

it('healthz answers without a key', async () => {
  const { status, body } = await api.call('GET', '/healthz', undefined, open)
  expect({ status, body }).toEqual({ status: 200, body: { status: 'ok' } })
})

it('readyz answers 200 while everything can be reached, and 503 with what is missing', async () => {
  expect((await api.call('GET', '/readyz', undefined, open)).status).toBe(200)
  api.down.temporal = true
  const { status, body, headers } = await api.call('GET', '/readyz', undefined, open)
  api.down.temporal = false
  expect(status).toBe(503)
  expect(headers.get('retry-after')).toMatch(/^\d+$/)
  expect(body.errors).toEqual([expect.objectContaining({ pointer: '/temporal' })])
})

it('metrics count requests under the pattern of their route', async () => {
  await api.call('GET', '/api/loyalty/rules/rul_nothing')
  const { body } = await api.call('GET', '/metrics', undefined, open)
  expect(body).toContain('route="/api/loyalty/rules/{id}",method="GET",status="404"')
  expect(body).not.toContain('rul_nothing')
})

it('an unknown route is 404 with problem details', async () => {
  const { status, body, headers } = await api.call('GET', '/api/nothing')
  expect(status).toBe(404)
  expect(headers.get('content-type')).toContain('application/problem+json')
  expect(body).toEqual({
    type: '/problems/not_found',
    title: 'Not found',
    status: 404,
    detail: 'there is no such route',
    code: 'not_found',
    message: 'there is no such route',
    errors: [],
    requestId: headers.get('x-request-id'),
  })
})

it('a request keeps its own id if that is a sensible one', async () => {
  const asked = { headers: { 'x-request-id': 'mine-1.2_3' } }
  expect((await api.call('GET', '/healthz', undefined, asked)).headers.get('x-request-id')).toBe(
    'mine-1.2_3',
  )
  const odd = { headers: { 'x-request-id': 'a b"c' } }
  expect((await api.call('GET', '/healthz', undefined, odd)).headers.get('x-request-id')).toMatch(
    /^[\da-f-]{36}$/,
  )
})

it('answers forbid everything a browser could do with them', async () => {
  const { headers } = await api.call('GET', '/healthz')
  expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-powered-by')).toBeNull()
})

it('the reference page and its files come from here alone', async () => {
  const page = await api.call('GET', '/api/reference/', undefined, open)
  expect(page.status).toBe(200)
  expect(page.body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  const init = await api.call('GET', '/api/reference/swagger-ui-init.js', undefined, open)
  expect(init.body).toContain('/api/openapi.json')
  const bundle = await api.call('GET', '/api/reference/swagger-ui-bundle.js', undefined, open)
  expect(bundle.status).toBe(200)
})
