import { isList } from './json.ts'
import { define } from './kinds.ts'
import type { QueryFunction } from './kinds.ts'
import { isSame, jsonOf } from './texts.ts'

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** The functions that look into texts or make them. */
export const textFunctions: Record<string, QueryFunction> = {
  contains: define(['series', 'any'], ([subject, wanted], meter) => {
    if (isList(subject)) return subject.some((item) => isSame(item, wanted, meter))
    if (typeof wanted !== 'string') return false
    // The engine begins anew at every place, and a long text may differ late.
    meter.read(subject.length * Math.max(1, wanted.length / 100))
    return subject.includes(wanted)
  }),
  starts_with: define(['string', 'string'], ([subject, start], meter) => {
    meter.read(start.length)
    return subject.startsWith(start)
  }),
  ends_with: define(['string', 'string'], ([subject, end], meter) => {
    meter.read(end.length)
    return subject.endsWith(end)
  }),
  join: define(['string', 'strings'], ([glue, texts], meter) => {
    meter.step(texts.length)
    const characters = texts.reduce((total, text) => total + text.length, 0)
    meter.write(characters + glue.length * Math.max(0, texts.length - 1))
    return texts.join(glue)
  }),
  to_string: define(['any'], ([value], meter) =>
    typeof value === 'string' ? value : jsonOf(value, meter),
  ),
  to_number: define(['any'], ([value], meter) => {
    if (typeof value === 'number') return value
    if (typeof value !== 'string') return null
    meter.read(value.length)
    const number = jsonNumber.test(value) ? Number(value) : null
    return Number.isFinite(number) ? number : null
  }),
}
