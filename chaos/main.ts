import { messageOf } from '../engines/errors.mjs'
import { untilAskedToStop } from '../engines/stopping.ts'
import { runCampaign } from './campaign.ts'
import { parseFlags, usage } from './flags.ts'
import type { Flags } from './flags.ts'

// Faults of every kind, alone and in pairs, drawn from a seed, while clients write to the ledger and to the product. What
// clients were told is compared with what is stored. Nothing lost, twice or broken is exit code 0.
const flags = readFlags()
if (flags === 'help') console.log(usage)
if (typeof flags === 'object') process.exitCode = (await run(flags)) ? 0 : 1

function readFlags() {
  try {
    return parseFlags(process.argv.slice(2))
  } catch (error) {
    console.error(`${messageOf(error)}\n${usage}`)
    process.exitCode = 2
    return undefined
  }
}

async function run({ json, ...flags }: Flags): Promise<boolean> {
  let isAsked = false
  void untilAskedToStop().then(() => (isAsked = true))
  const say = (line: string) => console.log(line)
  const summary = await runCampaign({ ...flags, mayMount: true, say, isAskedToStop: () => isAsked })
  const { rounds, acknowledged, resent, conflicts, lost, twice, broken, seconds } = summary
  say(
    `${rounds} rounds in ${seconds} s: ${acknowledged} acknowledged, ${resent} resent, ` +
      `${conflicts} other bodies refused; ${lost} lost, ${twice} twice, ${broken} broken`,
  )
  if (json) console.log(JSON.stringify(summary))
  return lost + twice + broken === 0
}
