import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api.ts'
import type { Rule } from '../../replies.ts'
import { useToasts } from '../../ui/toasts.tsx'
import { pathOfRule } from './path-of-rule.ts'

interface RuleWrite {
  path: string
  body?: object
  /** Said when it is done. */
  done: (saved: Rule) => string
  onDone: () => void
}

/** Something that is done to a rule with a click; however often it is sent, it is done once. What it says then is shown at once. */
export function useRuleWrite({ path, body = {}, done, onDone }: RuleWrite) {
  const client = useQueryClient()
  const toasts = useToasts()
  const [key] = useState(() => crypto.randomUUID())
  return useMutation({
    mutationFn: () => call<Rule>('POST', path, body, key),
    async onSuccess(saved) {
      client.setQueryData([pathOfRule(saved.id)], saved)
      toasts.add({ title: done(saved), description: saved.name })
      onDone()
      await client.invalidateQueries()
    },
  })
}
