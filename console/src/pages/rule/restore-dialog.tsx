import { counted } from '../../format.ts'
import type { ToldChange } from '../../form/told.ts'
import type { Rule, RuleEdit } from '../../replies.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Changes } from './changes.tsx'
import { useRuleWrite } from './use-rule-write.ts'

interface RestoreProps {
  edit: RuleEdit
  live: RuleEdit
  rule: Rule
  /** What the rule will say instead of what it says now. */
  changes: readonly ToldChange[]
  onClose: () => void
}

/** Makes a rule say again what it said, after showing what that changes. The versions between stay where they are. */
export function RestoreDialog({ edit, live, rule, changes, onClose }: RestoreProps) {
  const write = useRuleWrite({
    path: `/loyalty/rule_edits/${encodeURIComponent(edit.id)}/restore`,
    done: (saved) => `Restored version ${edit.version} as version ${saved.version}`,
    onDone: onClose,
  })
  return (
    <Confirm
      title={`Restore version ${edit.version} of “${rule.name}”?`}
      action={`Restore as version ${live.version + 1}`}
      error={write.error}
      isPending={write.isPending}
      isBlocked={changes.length === 0}
      onConfirm={() => write.mutate()}
      onClose={onClose}
    >
      <div className="stack">
        {changes.length > 0 && (
          <p>
            {counted(changes.length, 'field')} will say something else, from now on. The versions
            between stay in the history.
          </p>
        )}
        <Changes changes={changes}>
          It says what the live version says: there is nothing to do.
        </Changes>
      </div>
    </Confirm>
  )
}
