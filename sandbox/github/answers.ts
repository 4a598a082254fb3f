import { createHash } from 'node:crypto'
import type { components } from '@octokit/openapi-types'
import type { VendorAnswer, VendorRequest } from '../kit/vendor.ts'

type BasicError = components['schemas']['basic-error']

export const NO_CONTENT: VendorAnswer = { status: 204 }

/** GitHub's error: the words are all there is to tell one 403 from another. */
export function refusal(status: number, message: string): VendorAnswer {
  const body: BasicError = {
    message,
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  }
  return { status, body }
}

export function notFound(): VendorAnswer {
  return refusal(404, 'Not Found')
}

export function invalid(resource: string, field: string, message: string): VendorAnswer {
  const body: components['schemas']['validation-error'] = {
    message: 'Validation Failed',
    documentation_url: 'https://docs.github.com/rest',
    errors: [{ resource, field, code: 'invalid', message }],
  }
  return { status: 422, body: { ...body, status: '422' } }
}

/** The base of links to this GitHub, as the caller reached it. */
export function apiOf(request: VendorRequest): string {
  return `http://${request.headers.host ?? 'api.github.com'}`
}

/** One page of a list, with the links to its neighbours under `path`. Pages count from 1. */
export function page<T>(
  request: VendorRequest,
  path: string,
  items: readonly T[],
  show: (item: T) => unknown,
): VendorAnswer {
  const size = sizeOf(request)
  const number = pageOf(request)
  const shown = items.slice((number - 1) * size, number * size)
  const headers = linksOf(request, path, number, Math.ceil(items.length / size))
  return { status: 200, headers, body: shown.map(show) }
}

/** At most 100, 30 if the caller does not say. */
export function sizeOf(request: VendorRequest): number {
  const asked = Number(request.query.get('per_page') ?? 30)
  return asked >= 1 ? Math.min(100, Math.floor(asked)) : 30
}

export function pageOf(request: VendorRequest): number {
  const asked = Number(request.query.get('page') ?? 1)
  return asked >= 1 ? Math.floor(asked) : 1
}

export function linksOf(request: VendorRequest, path: string, number: number, last: number) {
  const link = (name: string, to: number) => {
    const query = new URLSearchParams(request.query)
    query.set('page', String(to))
    return `<${apiOf(request)}${path}?${query.toString()}>; rel="${name}"`
  }
  const before = number > 1 ? [link('prev', Math.max(1, Math.min(number - 1, last)))] : []
  const after = number < last ? [link('next', number + 1), link('last', last)] : []
  const first = number > 1 ? [link('first', 1)] : []
  const links = [...before, ...after, ...first].join(', ')
  const headers: Record<string, string> = links === '' ? {} : { link: links }
  return headers
}

/** An answer with its ETag, or 304 if the caller has it already. */
export function conditional(request: VendorRequest, answer: VendorAnswer): VendorAnswer {
  if (request.method !== 'GET' || answer.status !== 200) return answer
  const digest = createHash('sha256').update(JSON.stringify(answer.body)).digest('hex')
  const etag = `W/"${digest}"`
  const known = String(request.headers['if-none-match'] ?? '').split(/\s*,\s*/)
  const headers = { ...answer.headers, etag, 'cache-control': 'private, max-age=60, s-maxage=60' }
  return known.includes(etag) ? { status: 304, headers } : { ...answer, headers }
}
