import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../../api.ts'
import type { Errors } from '../../form/rule-form.tsx'
import type { Validation } from '../../replies.ts'
import type { RuleBody } from './use-rule-draft.ts'

const restMs = 300

/** What the server says of a draft, once the typing rests: it alone judges, and nothing is judged twice. */
export function useValidation(draft: RuleBody) {
  const rested = useRested(draft)
  const { data, error } = useQuery({
    queryKey: ['/loyalty/rules/validate', rested],
    queryFn: () => call<Validation>('POST', '/loyalty/rules/validate', rested),
    placeholderData: keepPreviousData,
  })
  return { validation: data, error, isCurrent: rested === draft }
}

/** Errors by pointer; several at one place are one text. */
export function errorsOf(validation: Validation | undefined): Errors {
  const errors: Record<string, string> = {}
  for (const { pointer, message } of validation?.errors ?? []) {
    errors[pointer] = pointer in errors ? `${errors[pointer]}; ${message}` : message
  }
  return errors
}

function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
