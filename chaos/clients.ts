import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from './answer.ts'
import type { Log } from './log.ts'
import type { Random } from './random.ts'

/** What a client wants: it is sent until it is answered. */
export interface Operation<C> {
  /** Also its key, to those who know what it means. */
  name: string
  call: C
  /** Another body under the same key. */
  other?: C | undefined
}

/** Where calls are sent to. */
export interface Door<C> {
  name: string
  ask: (call: C) => Promise<Answer>
}

export interface ClientsOptions<C> {
  log: Log
  random: Random
  doors: readonly Door<C>[]
  /** After this a client counts a call as unanswered and sends it again. */
  patienceMs: number
  learn: (call: C, answer: Answer) => void
  /** What may take longer than anybody waits. */
  isSlow: (call: C) => boolean
}

const againShare = 0.3
const otherShare = 0.01
const lateShare = 0.1

/** Clients as they are: they send twice, too late, in another order, and again when they hear nothing. */
export function createClients<C>(options: ClientsOptions<C>) {
  const { log, random, doors, patienceMs, learn, isSlow } = options
  /** What was sent and may still be answered, be it after its client stopped waiting. */
  const outstanding = {
    soon: new Map<Promise<Answer>, string>(),
    slow: new Map<Promise<Answer>, string>(),
  }
  let sends = 0
  let giveUpAt = Infinity

  /** Sends an operation until it is answered, perhaps a second time beside that, perhaps with another body after it. */
  async function carry(operation: Operation<C>): Promise<Answer> {
    const { name, call, other } = operation
    if (random.chance(lateShare)) await delay(random.int(1, 200))
    const again = random.chance(againShare) ? delay(random.int(0, 60)) : undefined
    const second = again?.then(() => attempt(name, call))
    const answer = await untilAnswered(operation)
    learn(call, answer)
    if (other !== undefined && answer.is === 'posted' && random.chance(otherShare))
      await attempt(name, other, true)
    await second
    return answer
  }

  async function untilAnswered({ name, call }: Operation<C>): Promise<Answer> {
    for (;;) {
      const answer = await attempt(name, call)
      if (answer.is !== 'unknown' || Date.now() > giveUpAt) return answer
      await delay(random.int(50, 600))
    }
  }

  async function attempt(operation: string, call: C, isOther?: true): Promise<Answer> {
    const door = random.pick(doors)
    const line = { operation, send: (sends += 1), isOther }
    await log.write({ ...line, is: 'send', to: door.name, call })
    const heard = hear(door.ask(call))
    const waiting = outstanding[isSlow(call) ? 'slow' : 'soon']
    waiting.set(heard, `${operation} to ${door.name}`)
    void heard.finally(() => waiting.delete(heard))
    const silence: Answer = { is: 'unknown', why: 'no answer in time' }
    return Promise.race([heard, delay(patienceMs, silence, { ref: false })])

    async function hear(asked: Promise<Answer>): Promise<Answer> {
      const answer = await asked
      await log.write({ ...line, is: 'answer', answer })
      return answer
    }
  }

  return {
    carry,
    untilAnswered,
    /** From now on everything works: who is not answered until then never is. */
    giveUpIn: (ms: number) => void (giveUpAt = Date.now() + ms),
    /** Waits until nothing can be answered any more but what is slow; if that takes longer, what was not answered by then. */
    async unanswered(withinMs: number): Promise<string[]> {
      const deadline = delay(withinMs, 'late', { ref: false })
      while (outstanding.soon.size > 0) {
        const all = Promise.all(outstanding.soon.keys())
        if ((await Promise.race([all, deadline])) === 'late') return [...outstanding.soon.values()]
      }
      return []
    },
    async hearSlow(): Promise<void> {
      await Promise.all(outstanding.slow.keys())
    },
  }
}
