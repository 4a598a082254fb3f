import type { compile } from '@jmespath-community/jmespath'
import { checkCall } from './check-call.ts'
import { isList, isRecord } from './json.ts'
import type { Json } from './json.ts'
import { queryLimits } from './limits.ts'
import { refused } from './refused.ts'
import type { Node } from './tree.ts'

type Parsed = ReturnType<typeof compile>

const pairs = {
  Subexpression: 'chain',
  IndexExpression: 'chain',
  Pipe: 'chain',
  Projection: 'project',
  ValueProjection: 'project_values',
  OrExpression: 'or',
  AndExpression: 'and',
} as const

/**
 * Turns the library's tree into ours, and refuses what is too large, or could not work whatever the data. The library
 * does not keep where its nodes stand: `calls` are the places of the functions, in the order in which they are met.
 */
export function treeOf(parsed: Parsed, calls: readonly number[], pointer: string): Node {
  let nodes = 0
  let met = 0
  return convert(parsed, 1)

  function convert(node: Parsed, depth: number): Node {
    count(depth)
    const inner = (child: Parsed) => convert(child, depth + 1)
    switch (node.type) {
      case 'Identity':
      case 'Current':
        return { type: 'current' }
      case 'Literal':
        countValues(node.value, depth)
        return { type: 'literal', value: node.value }
      case 'Field':
        return { type: 'field', name: node.name }
      case 'Index':
        return { type: 'index', index: node.value }
      case 'Slice':
        return sliceOf(node, pointer)
      case 'Subexpression':
      case 'IndexExpression':
      case 'Pipe':
      case 'Projection':
      case 'ValueProjection':
      case 'OrExpression':
      case 'AndExpression':
        return { type: pairs[node.type], left: inner(node.left), right: inner(node.right) }
      case 'FilterProjection': {
        const [left, condition] = [inner(node.left), inner(node.condition)]
        return { type: 'filter', left, condition, right: inner(node.right) }
      }
      case 'Comparator': {
        const sides = { left: inner(node.left), right: inner(node.right) }
        return { type: 'compare', ...sides, comparison: node.name }
      }
      case 'Flatten':
        return { type: 'flatten', child: inner(node.child) }
      case 'NotExpression':
        return { type: 'not', child: inner(node.child) }
      case 'MultiSelectList':
        return { type: 'list', items: node.children.map(inner) }
      case 'MultiSelectHash': {
        const fields = node.children.map(({ name, value }) => [name, inner(value)] as const)
        return { type: 'record', fields }
      }
      case 'Function':
        checkCall(node.name, node.children, { place: calls[met++] ?? 0, pointer })
        return {
          type: 'call',
          name: node.name,
          args: node.children.map((arg) => argument(arg, inner)),
        }
      case 'ExpressionReference':
        throw refused('invalid_type', '"&" stands only before what a function asks for', pointer)
      case 'Arithmetic':
      case 'Binding':
      case 'LetExpression':
      case 'Root':
      case 'Ternary':
      case 'Unary':
      case 'Variable':
        throw refused('syntax', `${node.type} is not part of JMESPath`, pointer)
    }
  }

  function count(depth: number): void {
    const { nodes: most, depth: deepest } = queryLimits
    if (++nodes > most) throw refused('too_complex', `A query has at most ${most} parts`, pointer)
    if (depth > deepest) {
      throw refused('too_complex', `A query is at most ${deepest} levels deep`, pointer)
    }
  }

  function countValues(value: Json, depth: number): void {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw refused('invalid_value', 'A number of this query is too large', pointer)
    }
    if (!isList(value) && !isRecord(value)) return
    for (const part of Object.values(value)) {
      count(depth + 1)
      countValues(part, depth + 1)
    }
  }
}

function sliceOf({ start, stop, step }: Extract<Parsed, { type: 'Slice' }>, pointer: string): Node {
  if (step === 0) throw refused('invalid_value', 'The step of a slice cannot be 0', pointer)
  return { type: 'slice', start, stop, step: step ?? 1 }
}

function argument(node: Parsed, convert: (node: Parsed) => Node): Node {
  return node.type === 'ExpressionReference'
    ? { type: 'reference', child: convert(node.child) }
    : convert(node)
}
