import type { ServerResponse } from 'node:http'
import express from 'express'
import type { RequestHandler, Response, Router } from 'express'
import expressStaticGzip from 'express-static-gzip'
import { setPattern } from './requests.ts'

/**
 * Serves the built console: files by their names, compressed as they were built, and its page for every other address, since
 * its places have addresses of their own. `dist` is the folder that was built; what is built into it later is found, too, but
 * compressed for whoever asks.
 */
export function consoleFiles(dist: string): Router {
  const files = expressStaticGzip(dist, {
    enableBrotli: true,
    orderPreference: ['br', 'gzip'],
    index: false,
    serveStatic: { redirect: false, setHeaders },
  }) as RequestHandler
  const page: RequestHandler = (_req, res, next) => {
    setHeaders(res, 'index.html')
    res.sendFile('index.html', { root: dist, cacheControl: false }, (error?: unknown) => {
      if (isMissing(error)) tellToBuild(res)
      else if (error !== undefined && !res.headersSent) next(error)
    })
  }
  return express.Router().use(onlyReading, files, onlyPages, page)
}

// What the API answers is no place of the console, whoever asks for it.
const ofTheApi = /^\/(?:api|l|sign-in|healthz|readyz|metrics)(?:\/|$)/

const onlyReading: RequestHandler = ({ method, path }, res, next) => {
  if ((method !== 'GET' && method !== 'HEAD') || ofTheApi.test(path)) return next('router')
  setPattern(res, 'console')
  next()
}

/** A picture or a script that is not there is not a page. */
const onlyPages: RequestHandler = (req, _res, next) => {
  const accepts = req.get('accept') ?? ''
  if (/text\/html/.test(accepts) && !req.path.startsWith('/assets/')) return next()
  next('router')
}

/** What is built under `assets` has a hash of its content in its name. */
function setHeaders(res: ServerResponse, path: string): void {
  const isNamedByContent = /[/\\]assets[/\\][^/\\]+$/.test(path)
  res.setHeader(
    'Cache-Control',
    isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
  )
  res.setHeader('Content-Security-Policy', policy)
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function tellToBuild(res: Response): void {
  const text = 'The console has not been built: `npm run build` builds it. The API is here.\n'
  res.removeHeader('Cache-Control')
  res.status(404).type('text/plain').send(text)
}

// No inline script or style, no other host, no script from text.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')
