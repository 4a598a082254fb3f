import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../api.ts'
import { Problem } from '../../problem.ts'
import type { FieldError } from '../../problem.ts'
import { pathOfRule } from './path-of-rule.ts'
import type { Rule } from '../../replies.ts'
import { useToasts } from '../../ui/toasts.tsx'
import { changesOf } from './use-rule-draft.ts'
import type { RuleBody } from './use-rule-draft.ts'

/** Makes the rule, or writes what of it has changed. Whatever is sent again because no answer came is done once. */
export function useSave(rule: Rule | undefined, original: RuleBody, onSaved: () => void) {
  const client = useQueryClient()
  const toasts = useToasts()
  const navigate = useNavigate()
  const [key, setKey] = useState(() => crypto.randomUUID())
  return useMutation({
    mutationFn: (draft: RuleBody) =>
      rule
        ? call<Rule>('POST', `/loyalty/rules/${rule.id}`, changesOf(original, draft), key)
        : call<Rule>('POST', '/loyalty/rules', draft, key),
    async onSuccess(saved) {
      setKey(crypto.randomUUID())
      client.setQueryData([pathOfRule(saved.id)], saved)
      onSaved()
      toasts.add({ title: `Saved version ${saved.version}`, description: saved.name })
      if (!rule) {
        await navigate({ to: '/rules/$id', params: { id: saved.id }, ignoreBlocker: true })
      }
      await client.invalidateQueries()
    },
    // Another draft is another request.
    onError: (error) => isRefusal(error) && setKey(crypto.randomUUID()),
  })
}

/** What is wrong with what was to be saved, field by field, if that is why it was refused. */
export function refusalsIn(error: Error | null): readonly FieldError[] | undefined {
  return error instanceof Problem && error.errors.length > 0 ? error.errors : undefined
}

/** What the server answered was not done; what it did not answer may have been. */
export function isRefusal(error: Error): boolean {
  return error instanceof Problem && error.status >= 400 && error.status < 500
}
