import type { Counts } from './overview-counts.ts'
import { ruleOf } from './stored-rule.ts'
import type { Source } from './sources.ts'
import { sourceAttention } from './source-attention.ts'
import { are, clockOf, counted } from './sentences.ts'
import type { ApiKey } from '../store/api-keys.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { WebhookEndpoint } from '../store/webhook-endpoints.ts'

/** Where to go from something that needs a person. */
export type LeadsTo =
  | { to: 'claims'; outcome?: 'waiting' | 'stuck'; source?: string; from?: Date }
  | { to: 'rule'; rule: string }
  | { to: 'rules'; is: 'idle' }

/** Something that somebody should know of: what it is, how much, until when, and whether they must act. */
export interface Attention {
  code: string
  level: 'bad' | 'wait'
  title: string
  text: string
  count?: number | undefined
  until?: Date | undefined
  mustAct: boolean
  leadsTo?: LeadsTo | undefined
}

/** What attention is drawn from. */
export interface Findings {
  now: Date
  from: Date
  asOf: Date | undefined
  sources: readonly Source[]
  rules: readonly RuleRecord[]
  total: Counts
  idle: { claims: number; isMore: boolean; oldestAt: Date | undefined }
  endpoints: readonly WebhookEndpoint[]
  keys: readonly ApiKey[]
}

/** What needs a person, the worst first. */
export function attentionOf(found: Findings): Attention[] {
  const all = [
    ...behind(found),
    ...found.sources.flatMap((source) => sourceAttention(source, found)),
    ...idleClaims(found),
    ...stuckClaims(found),
    ...pausedRules(found),
    ...found.endpoints.map(failingEndpoint),
    ...found.keys.map((key) => endingKey(key, found.now)),
  ]
  return [...all.filter(({ level }) => level === 'bad'), ...all.filter(isMild)]
}

const behindMs = 60_000

function behind({ asOf, now }: Findings): Attention[] {
  if (asOf && now.getTime() - asOf.getTime() < behindMs) return []
  const since = asOf ? ` since ${clockOf(asOf, now)}` : ' yet'
  return [
    {
      ...{ code: 'counts_behind', level: 'bad', mustAct: true },
      title: `Nothing was counted${since}`,
      text: 'The figures are from then. Look whether a worker runs.',
    },
  ]
}

function idleClaims({ idle: { claims, isMore, oldestAt }, now }: Findings): Attention[] {
  if (claims === 0) return []
  const many = isMore ? `More than ${counted(claims, 'claim')}` : counted(claims, 'claim')
  const title = `${many} ${are(claims)} under way for more than 10 minutes`
  const since = oldestAt ? `The oldest since ${clockOf(oldestAt, now)}. ` : ''
  const text = `${since}None says why. Look whether the workers run.`
  const leadsTo = { to: 'claims', outcome: 'waiting' } as const
  return [
    { code: 'claims_waiting', level: 'bad', title, text, count: claims, mustAct: true, leadsTo },
  ]
}

function stuckClaims({ total, from }: Findings): Attention[] {
  const { failed } = total.claims
  if (failed === 0) return []
  const title = `${counted(failed, 'claim')} could not be verified`
  const text = 'Waiting does not help. Each says what is wrong; put it right and look again.'
  const leadsTo = { to: 'claims', outcome: 'stuck', from } as const
  return [
    { code: 'claims_stuck', level: 'bad', title, text, count: failed, mustAct: true, leadsTo },
  ]
}

function pausedRules({ rules, now }: Findings): Attention[] {
  const paused = rules.flatMap((record) => {
    const { isPaused, endTime, name } = ruleOf(record)
    const isOver = endTime !== null && Date.parse(endTime) <= now.getTime()
    return isPaused && !isOver ? [{ id: record._id, name }] : []
  })
  const [first] = paused
  if (!first) return []
  const common = { code: 'rules_paused', level: 'wait', mustAct: false } as const
  const text = 'It takes no claims until somebody resumes it.'
  if (paused.length === 1) {
    const leadsTo = { to: 'rule', rule: first.id } as const
    return [{ ...common, title: `${first.name} is paused`, text, count: 1, leadsTo }]
  }
  const names = paused.slice(0, 3).map(({ name }) => name)
  const more = paused.length > 3 ? ` and ${paused.length - 3} more` : ''
  return [
    {
      ...{ ...common, count: paused.length, leadsTo: { to: 'rules', is: 'idle' } },
      title: `${paused.length} rules are paused`,
      text: `${names.join(', ')}${more}. They take no claims until somebody resumes them.`,
    },
  ]
}

function failingEndpoint({ hookId, lastFailure }: WebhookEndpoint): Attention {
  const reason = lastFailure ? `The last answer: ${lastFailure.reason}. ` : ''
  return {
    ...{ code: 'webhook_failing', level: 'bad', mustAct: true },
    title: `The webhook ${hookId} is not called any more`,
    text: `${reason}What happens waits for up to 30 days. Register it again, and it is told all of it.`,
  }
}

function endingKey({ name, expiresAt }: ApiKey, now: Date): Attention {
  return {
    ...{ code: 'key_expiring', level: 'wait', mustAct: true, until: expiresAt },
    title: `The API key ${name} is good until ${clockOf(expiresAt ?? now, now)}`,
    text: 'Whoever uses it is refused from then on. Issue another one before.',
  }
}

function isMild({ level }: Attention): boolean {
  return level === 'wait'
}
