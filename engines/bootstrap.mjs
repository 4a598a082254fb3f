// Runs a TypeScript file of this project on a machine that may have nothing but an older Node:
// finds a Node that can, installs the dependencies if they are not there, and hands over.
// Built-ins only, and nothing newer than Node 20.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { areInstalled, envUnder, install } from './dependencies.mjs'
import { messageOf } from './errors.mjs'
import { findNode } from './node.mjs'

const [script, ...args] = process.argv.slice(2)
if (!script) {
  console.error('usage: node engines/bootstrap.mjs <script.ts> [arguments]')
  process.exit(2)
}

try {
  const node = await findNode()
  console.log(`node ${node.version} (${node.from})`)
  await prepareDependencies(node.path)
  process.exitCode = await runUnder(node.path, script)
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}

/** @param {string} node */
async function prepareDependencies(node) {
  if (await areInstalled())
    return console.log('dependencies as in package-lock.json (node_modules)')
  console.log('dependencies: npm ci ...')
  const started = Date.now()
  await install(node)
  console.log(
    `dependencies as in package-lock.json (npm ci, ${Math.round((Date.now() - started) / 1000)} s)`,
  )
}

/** @param {string} node @param {string} file */
async function runUnder(node, file) {
  // The channel closes when this process dies in any way; the script ends itself then.
  const child = spawn(node, [file, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: envUnder(node),
  })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal))
  }
  // npm's shell does not pass a signal on: it dies of it and leaves us with another parent.
  const parent = process.ppid
  setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500).unref()
  /** @type {{ code: number | null, signal: NodeJS.Signals | null }} */
  const { code, signal } = await new Promise((resolve, reject) => {
    child.on('error', reject).on('exit', (code, signal) => resolve({ code, signal }))
  })
  return code ?? 128 + (signal ? constants.signals[signal] : 0)
}
