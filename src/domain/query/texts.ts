import { isList, isRecord } from './json.ts'
import type { Json } from './json.ts'
import { deepestValue } from './limits.ts'
import type { Meter } from './meter.ts'
import { refused } from './refused.ts'

/**
 * The JSON text of a value. It is weighed first, since parts that are shared are written as often as they occur; what
 * escapes and long numbers add is not weighed, and makes a text six times as long at most.
 */
export function jsonOf(value: Json, meter: Meter): string {
  weigh(value, meter, 0)
  return JSON.stringify(value)
}

function weigh(value: Json, meter: Meter, depth: number): void {
  meter.step()
  checkDepth(depth)
  if (typeof value === 'string') {
    meter.read(value.length)
    return meter.write(value.length + 3)
  }
  meter.write(4)
  if (isList(value)) {
    for (const item of value) weigh(item, meter, depth + 1)
  } else if (isRecord(value)) {
    for (const key of meter.keysOf(value)) {
      meter.write(key.length + 4)
      weigh(value[key]!, meter, depth + 1)
    }
  }
}

/** Whether two values are the same, entry by entry. */
export function isSame(a: Json, b: Json, meter: Meter, depth = 0): boolean {
  meter.step()
  checkDepth(depth)
  if (a === b) return true
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length === b.length) meter.read(a.length)
    return a === b
  }
  if (isList(a) && isList(b)) {
    return (
      a.length === b.length && a.every((item, index) => isSame(item, b[index]!, meter, depth + 1))
    )
  }
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = meter.keysOf(a)
  return (
    keys.length === meter.keysOf(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key]!, b[key]!, meter, depth + 1))
  )
}

/** The order of two texts by code points, which is not that of their UTF-16 units. */
export function compareTexts(a: string, b: string, meter: Meter): number {
  const shared = Math.min(a.length, b.length)
  let index = 0
  while (index < shared && a.charCodeAt(index) === b.charCodeAt(index)) index++
  meter.read(index)
  return index < shared ? a.codePointAt(index)! - b.codePointAt(index)! : a.length - b.length
}

/** How many code points a text has. */
export function lengthOf(text: string, meter: Meter): number {
  meter.read(text.length)
  let length = text.length
  for (let index = 1; index < text.length; index++) {
    if (isLow(text.charCodeAt(index)) && isHigh(text.charCodeAt(index - 1))) length--
  }
  return length
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}

function checkDepth(depth: number): void {
  if (depth > deepestValue) throw refused('too_costly', 'The data is nested too deeply')
}
