import { compare, fractionOf, isDecimal } from '../domain/fraction.ts'
import type { RuleType } from './catalog.ts'

type Fields = Record<string, unknown>

/**
 * Spells a rule, or what changes of it, the way it is stored, where others spell it otherwise: `trackProgress` in
 * the metadata belongs to the top level, `completionPoints` there are the amount, and `cta.text` is `cta.label`.
 */
export function inKnownShape(ruleType: RuleType, body: Readonly<Fields>): Fields {
  if (!isFields(body.metadata)) return body.metadata === null ? { ...body, metadata: {} } : body
  const { kept, moved } = movedUp(ruleType, body, body.metadata)
  const metadata = isFields(kept.cta) ? { ...kept, cta: labelled(kept.cta) } : kept
  return { ...body, ...moved, metadata }
}

/** Takes out of the metadata what belongs to the top level. What is said in both places otherwise stays, and is refused. */
function movedUp({ schema: { shape } }: RuleType, body: Readonly<Fields>, metadata: Fields) {
  let kept = metadata
  const moved: Fields = {}
  const { trackProgress, ...others } = kept
  if (trackProgress !== undefined && 'trackProgress' in shape) {
    kept = others
    moved.trackProgress = body.trackProgress ?? trackProgress
  }
  const { completionPoints, ...rest } = kept
  const isRead = 'completionPoints' in shape.metadata.unwrap().shape
  if (isRead && isNumber(completionPoints) && isSameNumber(body.amount, completionPoints)) {
    kept = rest
    moved.amount = completionPoints
  }
  return { kept, moved }
}

/** Whether an amount says the same as another, or nothing. */
function isSameNumber(amount: unknown, other: number | string): boolean {
  return (
    amount == null || (isNumber(amount) && compare(fractionOf(amount), fractionOf(other)) === 0)
  )
}

function isNumber(value: unknown): value is number | string {
  return (typeof value === 'number' || typeof value === 'string') && isDecimal(String(value))
}

function labelled({ text, ...cta }: Fields): Fields {
  return text === undefined ? cta : { label: text, ...cta }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
