import type { RuleType } from './catalog.ts'

type Fields = Record<string, unknown>

/**
 * Spells a rule the way it is stored, where other versions of the API spell it otherwise: `trackProgress` in
 * the metadata belongs to the top level, and `cta.text` is `cta.label`.
 */
export function inKnownShape({ schema }: RuleType, body: Readonly<Fields>): Fields {
  if (!isFields(body.metadata)) return { ...body, metadata: body.metadata ?? {} }
  const { trackProgress, ...others } = body.metadata
  const isMoved = trackProgress !== undefined && 'trackProgress' in schema.shape
  const metadata = isMoved ? others : body.metadata

  return {
    ...(isMoved ? { trackProgress } : {}),
    ...body,
    metadata: isFields(metadata.cta) ? { ...metadata, cta: labelled(metadata.cta) } : metadata,
  }
}

function labelled({ text, ...cta }: Fields): Fields {
  return text === undefined ? cta : { label: text, ...cta }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
