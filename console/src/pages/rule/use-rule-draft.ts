import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Path, Values } from '../../form/schema.ts'
import { isSame, withValue } from '../../form/values.ts'
import type { Change } from '../../form/values.ts'

export type RuleBody = Values

/**
 * A rule as somebody is changing it, kept in this tab until it is saved or dropped. Only the fields that they changed are kept:
 * what is changed elsewhere meanwhile, such as a pause, is not taken back by saving.
 */
export function useRuleDraft(id: string, original: RuleBody) {
  const place = `rule:${id}`
  const [changes, setChanges] = useState<RuleBody>(() => stored(place))
  const [touched, setTouched] = useState<readonly string[]>([])
  const draft = useMemo(() => ({ ...original, ...changes }), [original, changes])
  const isChanged = Object.keys(changes).some((name) => !isSame(changes[name], original[name]))
  useEffect(() => {
    // JSON knows no undefined, and what was emptied is to stay so.
    const kept = JSON.stringify(changes, (_, value: unknown) => value ?? null)
    if (isChanged) sessionStorage.setItem(place, kept)
    else sessionStorage.removeItem(place)
  }, [place, changes, isChanged])
  const change = useCallback(
    (path: Path, value: Change) => {
      const [name = ''] = path
      const at = path.join('/')
      setChanges((before) => {
        const after = withValue({ ...original, ...before }, path, value) as RuleBody
        return { ...before, [name]: after[name] }
      })
      setTouched((before) => (before.includes(at) ? before : [...before, at]))
    },
    [original],
  )
  const drop = () => {
    setChanges({})
    setTouched([])
  }
  return { draft, touched, isChanged, change, drop }
}

/** The fields that say something else now; null takes back what there was. */
export function changesOf(original: RuleBody, draft: RuleBody): RuleBody {
  const changed = Object.keys(draft).filter((name) => !isSame(draft[name], original[name]))
  return Object.fromEntries(changed.map((name) => [name, draft[name] ?? null]))
}

function stored(place: string): RuleBody {
  return JSON.parse(sessionStorage.getItem(place) ?? '{}') as RuleBody
}
