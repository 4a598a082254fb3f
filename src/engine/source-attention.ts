import type { Attention, Findings } from './attention.ts'
import { are, clockOf, counted } from './sentences.ts'
import type { Source } from './sources.ts'

/** What somebody should know of a platform; nothing, if nobody here asks it. */
export function sourceAttention(
  source: Source,
  { now, rules }: Pick<Findings, 'now' | 'rules'>,
): Attention[] {
  const { id, name, state, waiting, limitedUntil, calls, failed, ruleTypes } = source
  const isUsed = rules.some(({ type }) => ruleTypes.includes(type))
  if (waiting.claims === 0 && !isUsed) return []
  const common = {
    ...{ count: waiting.claims, mustAct: false },
    leadsTo: { to: 'claims', outcome: 'waiting', source: id } as const,
  }
  const wait = waitingText(source, now)
  if (state === 'limited') {
    const until = limitedUntil && ` until ${clockOf(limitedUntil, now)}`
    const title = `${name} ${verb(id, 'allow')} no more calls${until ?? ' for now'}`
    const text = `${wait} Nothing to do unless this repeats.`
    return [{ code: 'source_limited', level: 'wait', title, text, until: limitedUntil, ...common }]
  }
  if (state === 'down') {
    const title = `${name} ${verb(id, 'do')} not answer`
    const rest =
      waiting.claims === 0
        ? 'Nothing to do unless it lasts.'
        : 'They keep the window they were made in, and go on by themselves.'
    const text = `${wait} ${rest}`
    return [{ code: 'source_down', level: 'bad', title, text, ...common }]
  }
  if (state === 'partly') {
    const title = `${name} ${verb(id, 'answer')} only in part`
    const text = `${failed} of ${counted(calls, 'call')} failed in the last 30 minutes. ${wait}`
    return [{ code: 'source_partly', level: 'wait', title, text, ...common }]
  }
  if (waiting.claims === 0) return []
  const title = `${counted(waiting.claims, 'claim')} ${are(waiting.claims)} waiting for ${inSentence(name)}`
  const text = `${wait} They go on by themselves.`
  return [{ code: 'source_waiting', level: 'wait', title, text, ...common }]
}

function waitingText({ waiting: { claims, oldestAt } }: Source, now: Date): string {
  if (claims === 0) return 'No claim waits.'
  const since = oldestAt ? `, the oldest since ${clockOf(oldestAt, now)}` : ''
  return `${counted(claims, 'claim')} ${claims === 1 ? 'waits' : 'wait'}${since}.`
}

/** The nodes of chains are several. */
function verb(id: Source['id'], word: 'allow' | 'answer' | 'do'): string {
  if (id === 'chain') return word
  return word === 'do' ? 'does' : `${word}s`
}

function inSentence(name: string): string {
  return name.replace(/^The /, 'the ')
}
