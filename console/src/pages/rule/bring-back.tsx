import type { Rule } from '../../replies.ts'
import { pathOfRule } from './path-of-rule.ts'
import { useRuleWrite } from './use-rule-write.ts'

/** A deleted rule goes on as it was. */
export function BringBack({ rule }: { rule: Rule }) {
  const write = useRuleWrite({
    path: pathOfRule(rule.id),
    body: { deletedAt: null },
    done: () => 'Brought back',
    onDone: () => undefined,
  })
  return (
    <button
      type="button"
      className="button"
      disabled={write.isPending}
      onClick={() => write.mutate()}
    >
      {write.isPending ? 'Saving' : 'Bring back'}
    </button>
  )
}
