import { problemOf, unreachable } from './problem.ts'

type Method = 'GET' | 'POST' | 'DELETE'

/**
 * Asks the API below `/api`, with the session's cookie. Throws a `Problem`, also when nobody answers.
 * `T` is one of the reply types of replies.ts. Whatever is sent again under one `key` is done once.
 */
export async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  key?: string,
): Promise<T> {
  const response = await fetch(`/api${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    // The browser does not tell a page why.
    throw unreachable()
  })
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as T
}

/** A path with its query; what is undefined or empty is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | undefined>>) {
  const told = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]))
  return told.length === 0 ? path : `${path}?${new URLSearchParams(told).toString()}`
}
