import { lazyRouteComponent, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Suspense, useMemo } from 'react'
import { bodyOf } from '../../form/values.ts'
import { useGet, useSession } from '../../queries.ts'
import type { Rule, RuleType } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Tabbed } from '../../ui/tabbed.tsx'
import { Editor } from './editor.tsx'
import { HistoryTab } from './history-tab.tsx'
import { pathOfRule } from './path-of-rule.ts'
import { RuleHead } from './rule-head.tsx'
import { useRuleTypes } from './rule-types.ts'

// Who edits a rule need not wait for what only this tab is made of.
const ActivityTab = lazyRouteComponent(() => import('./activity-tab.tsx'), 'ActivityTab')

/** A rule that there is. */
export function RulePage() {
  const { id } = useParams({ from: '/rules/$id' })
  const found = useGet<Rule>(pathOfRule(id))
  const { types, error: typesError, refetch } = useRuleTypes()
  const rule = found.data
  const type = types?.find((each) => each.type === rule?.type)
  if (rule && type) return <Known key={rule.id} {...{ rule, type }} />
  const error = found.error ?? typesError
  return (
    <>
      <PageHead title={rule?.name ?? 'Rule'} />
      <div className="card">
        {error ? (
          <ProblemBox error={error} retry={() => void Promise.all([found.refetch(), refetch()])} />
        ) : (
          <Bones rows={8} />
        )}
      </div>
    </>
  )
}

function Known({ rule, type }: { rule: Rule; type: RuleType }) {
  const { tab = 'edit' } = useSearch({ from: '/rules/$id' })
  const navigate = useNavigate({ from: '/rules/$id' })
  const { data: session } = useSession()
  const { schema } = type
  const original = useMemo(() => bodyOf(schema, rule), [schema, rule])
  const mayWrite = session?.mayWrite ?? false
  const editor = { schema, rule, original, type: type.type }
  return (
    <>
      <RuleHead {...{ rule, mayWrite }} trust={type.trust} />
      <Tabbed
        value={tab}
        onChange={(next) => void navigate({ search: next === 'edit' ? {} : { tab: next } })}
        tabs={[
          {
            value: 'edit',
            text: 'Edit',
            // What somebody has typed stays while they look at the other tabs.
            isKept: true,
            content: <Editor {...editor} mayWrite={mayWrite && rule.deletedAt === null} />,
          },
          {
            value: 'activity',
            text: 'Activity',
            content: (
              <Suspense fallback={<Bones rows={8} />}>
                <ActivityTab rule={rule} />
              </Suspense>
            ),
          },
          {
            value: 'history',
            text: 'History',
            content: <HistoryTab {...{ rule, schema, mayWrite }} />,
          },
        ]}
      />
    </>
  )
}
