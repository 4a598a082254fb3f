import express from 'express'
import type { RequestHandler } from 'express'
import type { FieldError } from '../domain/failure.ts'
import { Failure } from '../domain/failure.ts'

const deepest = 64
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

const parse = express.json({ limit: '64kb', strict: false })

/** What a body with many things in it may come to. */
export const mostBulkBytes = 8 * 1024 * 1024
const parseBulk = express.json({ limit: mostBulkBytes, strict: false })

/** Reads a JSON body of at most 64 kB; a request without one has an empty body. Throws `malformed_request`. */
export const readBody: RequestHandler[] = [refuseOtherTypes, parse, emptyForNone, refuseDangerous]

/** Reads a JSON body of at most 8 MB. What is in it is looked at by whoever takes it, one thing at a time. */
export const readBulk: RequestHandler[] = [refuseOtherTypes, parseBulk, emptyForNone]

function refuseOtherTypes(...[req, , next]: Parameters<RequestHandler>): void {
  // `is` answers null when there is no body at all.
  if (req.is('json') !== false || req.headers['content-length'] === '0') return next()
  next(
    new Failure('malformed_request', 'the body must be JSON: send content-type application/json'),
  )
}

function emptyForNone(...[req, , next]: Parameters<RequestHandler>): void {
  const body: unknown = req.body
  if (body === undefined) req.body = {}
  next()
}

function refuseDangerous(...[req, , next]: Parameters<RequestHandler>): void {
  const body: unknown = req.body
  const error = typeof body === 'object' && body !== null ? dangerIn(body) : undefined
  next(error && new Failure('invalid_request', error.message, { errors: [error] }))
}

/** Keys that would reach an object's prototype if somebody merged them, and nesting that only an attack has. */
function dangerIn(body: object): FieldError | undefined {
  const left = [{ value: body, pointer: '', depth: 0 }]
  for (let next = left.pop(); next; next = left.pop()) {
    if (next.depth > deepest) {
      return { pointer: '', code: 'too_deep', message: 'the body is nested too deeply' }
    }
    for (const [key, value] of Object.entries(next.value) as [string, unknown][]) {
      const pointer = `${next.pointer}/${key}`
      if (forbidden.has(key)) {
        return { pointer, code: 'forbidden_key', message: `the key ${key} is not accepted` }
      }
      if (typeof value === 'object' && value !== null) {
        left.push({ value, pointer, depth: next.depth + 1 })
      }
    }
  }
  return undefined
}
