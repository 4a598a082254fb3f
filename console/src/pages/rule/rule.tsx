import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { bodyOf } from '../../form/schema.ts'
import { useGet, useSession } from '../../queries.ts'
import type { Rule } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Editor } from './editor.tsx'
import { useRuleTypes } from './rule-types.ts'

/** A rule that there is. */
export function RulePage() {
  const { id } = useParams({ from: '/rules/$id' })
  const found = useGet<Rule>(`/loyalty/rules/${encodeURIComponent(id)}`)
  const { types, error: typesError, refetch } = useRuleTypes()
  const { data: session } = useSession()
  const rule = found.data
  const schema = types?.find(({ type }) => type === rule?.type)?.schema
  const original = useMemo(() => (rule && schema ? bodyOf(schema, rule) : {}), [rule, schema])
  if (rule && schema) {
    const mayWrite = session?.mayWrite ?? false
    return <Editor key={rule.id} {...{ schema, rule, original, mayWrite, type: rule.type }} />
  }
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
