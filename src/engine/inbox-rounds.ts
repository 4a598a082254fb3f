import type { Fact } from './inbox-lane.ts'

/** Facts that were put together, and those who wait for them. */
export interface Batch {
  facts: readonly Fact[]
  text: number
  resolve: (isNew: readonly boolean[]) => void
  reject: (error: unknown) => void
}

const mostInRound = 1_000
/** Three bytes a character at most, of the 16 MB that a command of MongoDB may have. */
const mostTextInCommand = 4_000_000

/** Takes the batches that are written next, first come, first served: one at least, and as many as one command holds. */
export function nextRound(batches: Batch[]): Batch[] {
  let size = 0
  let text = 0
  let end = 0
  for (const batch of batches) {
    size += batch.facts.length
    text += batch.text
    if (end > 0 && (size > mostInRound || text > mostTextInCommand)) break
    end++
  }
  return batches.splice(0, end)
}

/** Cuts facts into what one command holds, in their order. */
export function commandsOf(facts: readonly Fact[]): readonly (readonly Fact[])[] {
  const commands: Fact[][] = [[]]
  let text = 0
  for (const fact of facts) {
    text += textOf(fact)
    if (text > mostTextInCommand) {
      commands.push([])
      text = textOf(fact)
    }
    commands.at(-1)?.push(fact)
  }
  return commands
}

const restOfFact = 500

/** About how many characters a fact has. */
export function textOf({ says }: Pick<Fact, 'says'>): number {
  return restOfFact + (says.kind === 'event' ? says.data.length : 0)
}
