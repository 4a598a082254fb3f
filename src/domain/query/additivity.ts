import type { Call, Node, Query } from './tree.ts'

export type Additivity =
  { readonly isAdditive: true } | { readonly isAdditive: false; readonly reason: string }

/**
 * Whether asking a query of every event by itself, `[event]`, and joining the answers is the same as asking it of the
 * list of all events. Progress is counted event by event and history is not read again, so only such queries are
 * taken. Decided on the tree, on the safe side: a query passes if all it does with the list is to pick from its items
 * (`[]`, `[*]`, `[?...]`, `map(...)`, one after the other) and the rest is asked of single items, where everything is
 * allowed: `[].sum(data.bets)` passes, `sum([].data.bet)` does not. One event that cannot be asked (`invalid_type`)
 * then spoils its own answer only, where it would have spoilt the whole list's.
 */
export function additivityOf(query: Query): Additivity {
  const reason = objectionTo(query.root)
  return reason === undefined ? { isAdditive: true } : { isAdditive: false, reason }
}

// The law behind it, for the list `xs` followed by `ys`: f(xs ++ ys) = f(xs) ++ f(ys), and f answers a list.
function objectionTo(node: Node): string | undefined {
  switch (node.type) {
    case 'current':
      return undefined
    case 'project':
    case 'filter':
      return objectionTo(node.left)
    case 'flatten':
      return objectionTo(node.child)
    case 'chain':
      return objectionTo(node.left) ?? objectionTo(node.right)
    case 'call':
      return objectionToCall(node)
    case 'index':
      return `[${node.index}] picks one event out of all of them`
    case 'slice':
      return 'a slice picks some events out of all of them'
    case 'field':
      return `${node.name} is asked of the list of events, which has no fields: begin with [], as in [].data.bet`
    case 'project_values':
      return '* is asked of the list of events, which has no fields: begin with []'
    case 'literal':
      return 'a literal does not depend on the events'
    case 'compare':
    case 'not':
      return 'it compares the list of all events: put the condition in a filter, as in [?data.bet > `10`]'
    case 'or':
    case 'and':
      return 'it chooses between two lists of all events: put the condition in a filter, as in [?a || b]'
    case 'list':
    case 'record':
      return 'it builds one value out of all events: begin with [], as in [].[a, b]'
    case 'reference':
      return 'an expression is no list of events'
  }
}

function objectionToCall({ name, args }: Call): string | undefined {
  const list = { map: args[1], to_array: args[0] }[name]
  if (list) return objectionTo(list)
  if (name === 'sum')
    return 'the task itself adds up what it finds: leave sum() out, as in [].data.bet'
  return `${name}() looks at all events at once`
}
