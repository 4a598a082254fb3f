import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findOnPath, isAtLeast, isExecutable, unknownVersion } from './on-path.mjs'

const variable = 'VOUCHSAFE_CHROMIUM'
const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** The first that knows light-dark() and Trusted Types as the console uses them. */
const least = '123.0'

/**
 * The executable of the browser that drives the console in tests: the one that VOUCHSAFE_CHROMIUM names, or one on the
 * PATH. Throws with how to get one: it is hundreds of libraries, which only a distribution can install.
 */
export async function findChromium(): Promise<string> {
  const named = process.env[variable]
  if (named) {
    if (await isExecutable(named)) return named
    throw new Error(`${variable}=${named} is not an executable file`)
  }
  for (const command of commands) {
    const found = await findOnPath(command, isRecentEnough)
    if (found) return found.path
  }
  throw new Error(
    `The tests of the console need Chromium ${least} or later, and none was found on the PATH. ` +
      `On Debian or Ubuntu: apt-get install chromium. Or set ${variable} to its path.`,
  )
}

/**
 * Finds the browser, or installs Debian's where that asks nobody for anything: as root, as whom containers and CI run. Throws
 * with how to get one by hand, or with what the installation said.
 */
export async function ensureChromium(say: (line: string) => void): Promise<string> {
  try {
    return await findChromium()
  } catch (error) {
    const isRoot = process.getuid?.() === 0
    if (process.env[variable] || !isRoot || !(await findOnPath('apt-get', () => true))) throw error
    say('chromium: apt-get install chromium')
    await installChromium()
    return findChromium()
  }
}

async function installChromium(): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { env, timeout: 600_000, maxBuffer: 64 * 1024 * 1024 }
  const run = promisify(execFile)
  await run('apt-get', ['-q', 'update'], options)
  await run('apt-get', ['-q', '-y', 'install', '--no-install-recommends', 'chromium'], options)
}

function isRecentEnough(version: string): boolean {
  return version !== unknownVersion && isAtLeast(version, least)
}
