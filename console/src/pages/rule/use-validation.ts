import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../../api.ts'
import type { Validation } from '../../replies.ts'
import type { RuleBody } from './use-rule-draft.ts'

const restMs = 300

/** What the server says of a draft, once it is seen and the typing rests: it alone judges, and nothing is judged twice. */
export function useValidation(draft: RuleBody) {
  const rested = useRested(draft)
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['/loyalty/rules/validate', rested],
    queryFn: rested ? () => call<Validation>('POST', '/loyalty/rules/validate', rested) : skipToken,
    placeholderData: keepPreviousData,
  })
  const isCurrent = rested === draft && !isPlaceholderData
  return { validation: data, error, isCurrent }
}

function useRested<T>(value: T): T | undefined {
  const [rested, setRested] = useState<T>()
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
