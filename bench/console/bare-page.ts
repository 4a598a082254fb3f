import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { freePort } from '../../engines/ports.ts'
import { untilReady } from '../../engines/wait.ts'
import type { Product } from '../product.ts'

/** Builds the bare page with the settings of the console and serves it, in a process that ends with the product. */
export async function startBarePage({ processes }: Pick<Product, 'processes'>) {
  const dist = await mkdtemp(join(tmpdir(), 'vouchsafe-bare-'))
  await build({
    root: fileURLToPath(new URL('bare', import.meta.url)),
    configFile: fileURLToPath(new URL('../../console/vite.config.ts', import.meta.url)),
    logLevel: 'warn',
    build: { outDir: dist, emptyOutDir: true },
  })
  const port = await freePort()
  const child = await processes.start({
    ...{ name: 'bare-page', file: 'bench/console/bare-server.ts' },
    env: { BARE_DIST: dist, BARE_PORT: String(port) },
  })
  const url = `http://127.0.0.1:${port}/`
  await untilReady(
    'bare page',
    child,
    async () => (await fetch(url, { headers: { accept: 'text/html' } })).ok,
  )
  return { url, remove: () => rm(dist, { recursive: true, force: true }) }
}
