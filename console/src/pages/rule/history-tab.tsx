import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Schema } from '../../form/schema.ts'
import { changeTold, differencesTold } from '../../form/told.ts'
import { usePages } from '../../queries.ts'
import type { Rule, RuleEdit } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Time } from '../../ui/time.tsx'
import { Changes } from './changes.tsx'
import { RestoreDialog } from './restore-dialog.tsx'
import { useChoices } from './use-choices.ts'

interface HistoryProps {
  rule: Rule
  schema: Schema
  mayWrite: boolean
}

/** Everything that a rule has said, who made it say so, and the way back. */
export function HistoryTab({ rule, schema, mayWrite }: HistoryProps) {
  const { against = 'before' } = useSearch({ from: '/rules/$id' })
  const navigate = useNavigate({ from: '/rules/$id' })
  const list = usePages<RuleEdit>('/loyalty/rule_edits', { ruleId: rule.id })
  const [restoring, setRestoring] = useState<RuleEdit>()
  const names = useChoices()
  const { rows: edits, error, refetch } = list
  if (!edits) {
    return error ? <ProblemBox error={error} retry={() => void refetch()} /> : <Bones rows={6} />
  }
  const [live] = edits
  const changesOf = (edit: RuleEdit) =>
    against === 'live' && live
      ? differencesTold(schema, edit.rule, live.rule, names)
      : edit.changes.flatMap((change) => changeTold(schema, change, names))
  return (
    <div className="stack history">
      <div className="toolbar">
        <span className="quiet">Each version, compared with</span>
        <Segments
          label="Compared with"
          value={against}
          options={{ before: 'The one before', live: 'The live one' }}
          onChange={(next) =>
            void navigate({
              search: { tab: 'history', against: next === 'live' ? next : undefined },
              replace: true,
            })
          }
        />
      </div>
      <ol className="card versions" aria-label="Versions">
        {edits.map((edit) => {
          const isLive = edit.id === live?.id
          return (
            <li key={edit.id}>
              <div className="row wrap">
                <h2>Version {edit.version}</h2>
                {isLive && <span className="badge ok">{rule.deletedAt ? 'Latest' : 'Live'}</span>}
                <span className="quiet grow">
                  <Time at={edit.createdAt} />, {authorOf(edit)}
                </span>
                {mayWrite && !isLive && (
                  <button
                    type="button"
                    className="button small"
                    onClick={() => setRestoring(edit)}
                    aria-label={`Restore version ${edit.version}...`}
                  >
                    Restore...
                  </button>
                )}
              </div>
              <Changes changes={changesOf(edit)}>{nothingTold(edit, isLive, against)}</Changes>
            </li>
          )
        })}
      </ol>
      <MoreButton list={list}>Earlier versions</MoreButton>
      {restoring && live && (
        <RestoreDialog
          {...{ edit: restoring, live, rule }}
          changes={differencesTold(schema, live.rule, restoring.rule, names)}
          onClose={() => setRestoring(undefined)}
        />
      )}
    </div>
  )
}

function authorOf({ author }: RuleEdit): string {
  if (author === null) return 'by nobody who is known'
  return `by ${author.name ?? `the key ${author.keyId}`}`
}

function nothingTold({ version }: RuleEdit, isLive: boolean, against: 'before' | 'live'): string {
  if (against === 'live') return isLive ? 'This is what it says.' : 'It said what it says now.'
  return version === 1 ? 'The rule was made.' : 'It said what it had said before.'
}
