import { resolve } from 'node:path'
import { messageOf } from './errors.mjs'
import { parseFlags, usage } from './flags.ts'
import type { Flags } from './flags.ts'
import { startProduct } from './product.ts'
import type { Product } from './product.ts'
import { startStack } from './stack.ts'
import { orLeave, untilAskedToStop } from './stopping.ts'

const flags = readFlags()
if (flags === 'help') console.log(usage)
if (typeof flags === 'object') process.exitCode = (await runUntilStopped(flags)) ? 0 : 1

function readFlags() {
  try {
    return parseFlags(process.argv.slice(2))
  } catch (error) {
    console.error(`${messageOf(error)}\n${usage}`)
    process.exitCode = 2
    return undefined
  }
}

async function runUntilStopped(flags: Flags): Promise<boolean> {
  const asked = untilAskedToStop()
  const started: { stop: () => Promise<void> }[] = []
  try {
    const stack = await orLeave(asked, startStack(wishes(flags)))
    started.unshift(stack)
    const product = await orLeave(asked, startProduct(stack, flags))
    started.unshift(product)
    return await run(product, flags, asked)
  } catch (error) {
    console.error(messageOf(error))
    return false
  } finally {
    console.log('stopping')
    for (const part of started) await part.stop()
  }
}

function wishes({ dataDir }: Flags) {
  const ports = { mongoPort: 27_017, temporalPort: 7_233, temporalUiPort: 8_233 }
  return { dataDir: resolve(dataDir), ...ports, say: (line: string) => console.log(line) }
}

/** Returns whether every step of the tour held, where a tour was all that was wanted. */
async function run(product: Product, { once, tour }: Flags, asked: Promise<string>) {
  const held = tour ? await Promise.race([product.tour(), asked]) : true
  if (once) return held === true
  console.log(
    `${product.summary}\n  Console        ${await product.signInLink()} (once, within 10 minutes)\nCtrl-C stops all of it; the data stays.`,
  )
  await asked
  return true
}
