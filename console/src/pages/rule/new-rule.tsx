import { Link, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { defaultsOf } from '../../form/values.ts'
import { useProgramme } from '../../programme.ts'
import { useSession } from '../../queries.ts'
import { Bones } from '../../ui/bones.tsx'
import { NoRight } from '../../ui/no-right.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { TrustMark } from '../../ui/trust-mark.tsx'
import { Catalogue } from './catalogue.tsx'
import { Editor } from './editor.tsx'
import { useRuleTypes } from './rule-types.ts'

/** A rule that is being made: first of what type it is, then the form of that type. */
export function NewRule() {
  const { type } = useSearch({ from: '/rules/new' })
  const { types, error, refetch } = useRuleTypes()
  const { data: session } = useSession()
  const chosen = types?.find((each) => each.type === type)
  const { programme, websiteId } = useProgramme()
  const currency = programme?.loyaltyCurrencyId
  const original = useMemo(
    () => ({
      ...(chosen ? defaultsOf(chosen.schema) : {}),
      type,
      startTime: thisMinute(),
      ...(currency ? { loyaltyCurrencyId: currency } : {}),
      ...(websiteId === undefined ? {} : { websiteId }),
    }),
    [chosen, type, currency, websiteId],
  )
  if (session && !session.mayWrite) {
    return (
      <>
        <PageHead title="New rule" />
        <NoRight session={session} />
      </>
    )
  }
  if (chosen) {
    return (
      <>
        <PageHead title={`New rule: ${chosen.title.toLowerCase()}`}>
          <p className="row wrap">
            <code>{chosen.type}</code>
            <TrustMark trust={chosen.trust} />
            <Link to="/rules/new" className="link">
              Another type
            </Link>
          </p>
          <p>{chosen.description}</p>
        </PageHead>
        {chosen.unavailable !== null && (
          <p className="note">Cannot be used here: {chosen.unavailable}.</p>
        )}
        <Editor
          key={chosen.type}
          {...{ schema: chosen.schema, type: chosen.type, original, mayWrite: true }}
        />
      </>
    )
  }
  return (
    <>
      <PageHead title="New rule">What should members do?</PageHead>
      {error && <ProblemBox error={error} retry={() => void refetch()} />}
      {!types && !error && <Bones rows={8} />}
      {types && <Catalogue types={types} />}
    </>
  )
}

function thisMinute(): string {
  return `${new Date().toISOString().slice(0, 16)}:00.000Z`
}
