import { isList, isRecord } from './json.ts'
import type { Json, JsonList } from './json.ts'
import { define } from './kinds.ts'
import type { Kinds, QueryFunction } from './kinds.ts'
import type { Meter } from './meter.ts'
import { refused } from './refused.ts'
import { compareTexts, lengthOf } from './texts.ts'

/** A value and what it is sorted or chosen by. */
interface Keyed {
  value: Json
  key: Json
}

/** The functions that put lists in order, measure them, or ask every item something. */
export const listFunctions: Record<string, QueryFunction> = {
  length: define(['sized'], ([value], meter) => {
    if (isList(value)) return value.length
    return isRecord(value) ? meter.keysOf(value).length : lengthOf(value, meter)
  }),
  reverse: define(['series'], ([series], meter) => {
    if (isList(series)) {
      meter.build(series.length)
      return series.toReversed()
    }
    // A list of its characters is made on the way.
    meter.write(series.length)
    meter.build(series.length)
    return [...series].reverse().join('')
  }),
  map: define(['expression', 'array'], ([ask, list], meter) => {
    meter.build(list.length)
    return list.map(ask)
  }),

  max: define(['sortable'], ([list], meter) => extreme(alone(list), 1, meter)),
  min: define(['sortable'], ([list], meter) => extreme(alone(list), -1, meter)),
  sort: define(['sortable'], ([list], meter) => sorted(alone(list), meter)),
  max_by: define(['array', 'expression'], ([list, ask], meter) =>
    extreme(keyed('max_by', list, ask, meter), 1, meter),
  ),
  min_by: define(['array', 'expression'], ([list, ask], meter) =>
    extreme(keyed('min_by', list, ask, meter), -1, meter),
  ),
  sort_by: define(['array', 'expression'], ([list, ask], meter) =>
    sorted(keyed('sort_by', list, ask, meter), meter),
  ),
}

function alone(list: JsonList): Keyed[] {
  return list.map((value) => ({ value, key: value }))
}

function keyed(name: string, list: JsonList, ask: Kinds['expression'], meter: Meter): Keyed[] {
  meter.build(list.length)
  const found = list.map((value) => ({ value, key: ask(value) }))
  const kind = typeof found[0]?.key
  const isOrdered = kind === 'number' || kind === 'string'
  if (found.length > 0 && !(isOrdered && found.every(({ key }) => typeof key === kind))) {
    throw refused('invalid_type', `${name}() needs numbers only, or strings only, to go by`)
  }
  return found
}

function sorted(list: readonly Keyed[], meter: Meter): Json {
  meter.build(list.length)
  return list.toSorted((a, b) => compare(a, b, meter)).map(({ value }) => value)
}

/** The first of the greatest (`sign` 1) or of the least (-1); null of an empty list. */
function extreme(list: readonly Keyed[], sign: 1 | -1, meter: Meter): Json {
  let [best] = list
  for (const each of list) {
    if (best && compare(each, best, meter) * sign > 0) best = each
  }
  return best ? best.value : null
}

function compare({ key: a }: Keyed, { key: b }: Keyed, meter: Meter): number {
  meter.step()
  return typeof a === 'string' ? compareTexts(a, b as string, meter) : (a as number) - (b as number)
}
