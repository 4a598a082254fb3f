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
  return answerOf<T>(response)
}

/** Throws a `Problem`, where it is one. */
export async function answerOf<T>(response: Response): Promise<T> {
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as T
}

export type Query = Readonly<Record<string, string | readonly string[] | undefined>>

/** A path with its query: a list is a key that repeats, and what is undefined or empty is left out. */
export function withQuery(path: string, query: Query): string {
  const told = Object.entries(query).flatMap(([name, value = []]) =>
    [value].flat().flatMap((each) => (each === '' ? [] : [[name, each]])),
  )
  return told.length === 0 ? path : `${path}?${new URLSearchParams(told).toString()}`
}
