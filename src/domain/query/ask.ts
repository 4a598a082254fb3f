import { functionNamed } from './functions.ts'
import { isList, isRecord, isTrue } from './json.ts'
import type { Json, JsonList } from './json.ts'
import type { Argument } from './kinds.ts'
import type { Meter } from './meter.ts'
import { sliceOf } from './slice.ts'
import { isSame } from './texts.ts'
import type { Comparison, Node } from './tree.ts'

/**
 * What a node of a query finds in a value. Every node, item and text is paid for at the meter before it is visited
 * or built; a node is nested 32 deep at most, so that walking the tree by recursion is safe.
 */
export function ask(node: Node, value: Json, meter: Meter): Json {
  meter.step()
  switch (node.type) {
    case 'current':
      return value
    case 'literal':
      return node.value
    case 'field':
      return isRecord(value) && Object.hasOwn(value, node.name) ? value[node.name]! : null
    case 'index':
      return isList(value) ? (value.at(node.index) ?? null) : null
    case 'slice':
      return isList(value) ? sliceOf(value, node, meter) : null
    case 'chain':
      return ask(node.right, ask(node.left, value, meter), meter)
    case 'project':
      return askEach(node.right, ask(node.left, value, meter), meter)
    case 'project_values':
      return askEach(node.right, valuesOf(ask(node.left, value, meter), meter), meter)
    case 'filter':
      return askEach(node.right, ask(node.left, value, meter), meter, node.condition)
    case 'flatten':
      return flat(ask(node.child, value, meter), meter)
    case 'or': {
      const left = ask(node.left, value, meter)
      return isTrue(left, meter.keysOf) ? left : ask(node.right, value, meter)
    }
    case 'and': {
      const left = ask(node.left, value, meter)
      return isTrue(left, meter.keysOf) ? ask(node.right, value, meter) : left
    }
    case 'not':
      return !isTrue(ask(node.child, value, meter), meter.keysOf)
    case 'compare':
      return compare(
        node.comparison,
        ask(node.left, value, meter),
        ask(node.right, value, meter),
        meter,
      )
    case 'list':
      if (value === null) return null
      meter.build(node.items.length)
      return node.items.map((item) => ask(item, value, meter))
    case 'record':
      if (value === null) return null
      meter.build(node.fields.length)
      return Object.fromEntries(
        node.fields.map(([name, field]) => [name, ask(field, value, meter)]),
      )
    case 'call': {
      const args = node.args.map((arg) => argumentOf(arg, value, meter))
      return functionNamed(node.name)!.call(node.name, args, meter)
    }
    case 'reference':
      return ask(node.child, value, meter)
  }
}

function argumentOf(node: Node, value: Json, meter: Meter): Argument {
  return node.type === 'reference'
    ? (item) => ask(node.child, item, meter)
    : ask(node, value, meter)
}

/** What `right` finds in every item, or in those that meet the condition; null is left out. */
function askEach(right: Node, list: Json, meter: Meter, condition?: Node): Json {
  if (!isList(list)) return null
  const found: Json[] = []
  for (const item of list) {
    meter.step()
    if (condition && !isTrue(ask(condition, item, meter), meter.keysOf)) continue
    const value = ask(right, item, meter)
    if (value === null) continue
    meter.build(1)
    found.push(value)
  }
  return found
}

function valuesOf(value: Json, meter: Meter): JsonList | null {
  if (!isRecord(value)) return null
  const keys = meter.keysOf(value)
  meter.build(keys.length)
  return keys.map((key) => value[key]!)
}

function flat(value: Json, meter: Meter): Json {
  if (!isList(value)) return null
  const items: Json[] = []
  for (const item of value) {
    meter.step()
    const inner = isList(item) ? item : [item]
    meter.build(inner.length)
    for (const each of inner) items.push(each)
  }
  return items
}

function compare(comparison: Comparison, a: Json, b: Json, meter: Meter): Json {
  if (comparison === 'EQ') return isSame(a, b, meter)
  if (comparison === 'NE') return !isSame(a, b, meter)
  if (typeof a !== 'number' || typeof b !== 'number') return null
  switch (comparison) {
    case 'LT':
      return a < b
    case 'LTE':
      return a <= b
    case 'GT':
      return a > b
    case 'GTE':
      return a >= b
  }
}
