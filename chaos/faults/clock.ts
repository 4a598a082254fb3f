import { drawWriter } from './fault.ts'
import type { FaultKind } from './fault.ts'

const hourMs = 3_600_000
const jumps = { '-1 h': -hourMs, '+3 days': 72 * hourMs, '+400 days': 9_600 * hourMs }

/** The clock of one writer jumps, and later back. */
export const clockFault: FaultKind = {
  place: 'clock',
  draw(random) {
    const { title, of } = drawWriter(random)
    const [jump, offsetMs] = random.pick(Object.entries(jumps))
    return {
      title: `clock ${jump}, ${title}`,
      async begin(world) {
        await of(world).setClock(offsetMs)
        return () => of(world).setClock(0)
      },
    }
  },
}
