import { functionNamed } from './functions.ts'
import { wordsFor } from './kinds.ts'
import { refusedAt } from './refused.ts'
import type { QueryProblem } from './refused.ts'

/** Whether there is such a function, with so many arguments, and with `&` before those that are expressions. */
export function checkCall(
  name: string,
  args: readonly { type: string }[],
  { place, pointer }: { place: number; pointer: string },
): void {
  const objection = (code: QueryProblem, message: string) =>
    refusedAt(place, code, message, pointer)
  const known = functionNamed(name)
  if (!known) throw objection('unknown_function', `There is no function ${name}()`)
  const { takes, takesCount } = known
  if (!takesCount(args.length)) {
    throw objection('invalid_arity', `${name}() takes ${takes.map(wordsFor).join(' and ')}`)
  }
  args.forEach(({ type }, index) => {
    const isReference = type === 'ExpressionReference'
    if (isReference === (takes[index] === 'expression')) return
    const demand = isReference ? 'takes no expression' : 'takes an expression, as in &name,'
    throw objection('invalid_type', `${name}() ${demand} as argument ${index + 1}`)
  })
}
