import { Link, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { defaultsOf } from '../../form/schema.ts'
import { words } from '../../format.ts'
import { useProgramme } from '../../programme.ts'
import { useSession } from '../../queries.ts'
import { Bones } from '../../ui/bones.tsx'
import { NoRight } from '../../ui/no-right.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Editor } from './editor.tsx'
import { useRuleTypes } from './rule-types.ts'

/** A rule that is being made: first of what type it is, then the form of that type. */
export function NewRule() {
  const { type } = useSearch({ from: '/rules/new' })
  const { types, error, refetch } = useRuleTypes()
  const { data: session } = useSession()
  const schema = types?.find((each) => each.type === type)?.schema
  const { programme, websiteId } = useProgramme()
  const currency = programme?.loyaltyCurrencyId
  const original = useMemo(
    () => ({
      ...(schema ? defaultsOf(schema) : {}),
      type,
      startTime: thisMinute(),
      ...(currency ? { loyaltyCurrencyId: currency } : {}),
      ...(websiteId === undefined ? {} : { websiteId }),
    }),
    [schema, type, currency, websiteId],
  )
  if (session && !session.mayWrite) {
    return (
      <>
        <PageHead title="New rule" />
        <NoRight session={session} />
      </>
    )
  }
  if (schema && type !== undefined) {
    return (
      <Editor key={type} {...{ schema, type, original, mayWrite: session?.mayWrite ?? false }} />
    )
  }
  return (
    <>
      <PageHead title="New rule">What should members do?</PageHead>
      {error && <ProblemBox error={error} retry={() => void refetch()} />}
      {!types && !error && <Bones rows={8} />}
      <ul className="catalogue">
        {types?.map((each) => (
          <li key={each.type}>
            <Link to="/rules/new" search={{ type: each.type }}>
              <span className="strong">{words(each.type)}</span>
              <code className="faint">{each.type}</code>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}

function thisMinute(): string {
  return `${new Date().toISOString().slice(0, 16)}:00.000Z`
}
