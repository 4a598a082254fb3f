import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import addFormats from 'ajv-formats'
import type { Document, OpenAPIBackend, ValidationResult } from 'openapi-backend'
import type { Call } from '../../sandbox/kit/calls.ts'

/** Where the vendors' own specification files lie: beside this repository, never in it. */
export const specsFolder = fileURLToPath(new URL('../../../shared/specs/', import.meta.url))

export interface Contract {
  /** What the vendor would object to in a request; empty if it would take it. */
  checkCall(call: Pick<Call, 'method' | 'path' | 'query' | 'body' | 'headers'>): string[]
  /** What in an answer the vendor could not have said; empty if it could. */
  checkAnswer(answer: { method: string; path: string; status: number; body?: unknown }): string[]
}

type Content = Record<string, { schema: object }>
type Responses = Record<string, { content?: Content }>

/**
 * Loads a vendor's OpenAPI file (3.0 or 3.1) from the folder of specifications. Without that folder the
 * answer is undefined, and the console says that nothing was checked.
 */
export async function loadContract(
  file: string,
  { basePath = '/' }: { basePath?: string } = {},
): Promise<Contract | undefined> {
  if (!existsSync(specsFolder)) {
    console.warn(`The contract of ${file} was not checked: there is no folder of specifications.`)
    return undefined
  }
  const definition = JSON.parse(readFileSync(specsFolder + file, 'utf8'), widenNullable) as Document
  const api = new (openapiBackend().OpenAPIBackend)({
    definition,
    apiRoot: basePath,
    quick: true,
    ajvOpts: { strict: false, logger: false, allErrors: true },
    customizeAjv: (ajv) => addFormats.default(ajv),
  })
  await api.init()
  for (const operation of api.getOperations()) joinJson((operation.responses ?? {}) as Responses)
  return contractOf(api)
}

/** Checks every call of a stand-in's log, but for those a fault has spoilt. */
export function complaintsOf(contract: Contract, calls: readonly Call[]): string[] {
  return calls.flatMap((call) => {
    const { method, path, status, answer: body } = call
    const request = contract.checkCall(call)
    const answer = call.fault ? [] : contract.checkAnswer({ method, path, status, body })
    return [...request, ...answer].map((complaint) => `${method} ${path} ${status}: ${complaint}`)
  })
}

// The package requires an ES module, which Node can do and Jest's own `require` on Node 22 can not.
function openapiBackend(): { OpenAPIBackend: typeof OpenAPIBackend } {
  const { createRequire } = process.getBuiltinModule('node:module')
  return createRequire(import.meta.url)('openapi-backend') as ReturnType<typeof openapiBackend>
}

function contractOf(api: OpenAPIBackend): Contract {
  const operationOf = (method: string, path: string) =>
    api.matchOperation({ method, path, headers: {} }) ?? 'no such operation'

  return {
    checkCall({ method, path, query, body, headers }) {
      const operation = operationOf(method, path)
      if (typeof operation === 'string') return [operation]
      return complaints(api.validateRequest({ method, path, query, body, headers }, operation))
    },

    checkAnswer({ method, path, status, body }) {
      const operation = operationOf(method, path)
      if (typeof operation === 'string') return [operation]
      const responses = (operation.responses ?? {}) as Responses
      const response =
        responses[status] ?? responses[`${String(status)[0]}XX`] ?? responses['default']
      if (!response) return [`no answer ${status} is described`]
      if (body === undefined || !response.content) return absence(body, response.content)
      return complaints(api.validateResponse(body, operation, status))
    },
  }
}

function absence(body: unknown, content: Content | undefined): string[] {
  if (content) return ['a body is due']
  return body === undefined ? [] : ['no body is due']
}

// The validator reads application/json only; errors also come as application/problem+json.
function joinJson(responses: Responses): void {
  for (const { content } of Object.values(responses)) {
    const schemas = Object.entries(content ?? {}).filter(([type]) => type.endsWith('json'))
    if (!content || schemas.length < 2) continue
    content['application/json'] = { schema: { anyOf: schemas.map(([, { schema }]) => schema) } }
  }
}

function complaints({ errors }: ValidationResult): string[] {
  return (errors ?? []).map(({ instancePath, message, params }) => {
    return `${instancePath} ${message} ${JSON.stringify(params)}`.trim()
  })
}

// Ajv refuses `nullable` without a type; one more alternative says the same.
function widenNullable(_: string, node: unknown): unknown {
  const isLone = isRecord(node) && node.nullable === true && Array.isArray(node.anyOf)
  if (!isLone) return node
  const anyOf = [...(node.anyOf as unknown[]), { type: 'null' }]
  return { ...node, anyOf, nullable: undefined }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
