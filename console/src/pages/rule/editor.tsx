import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { call } from '../../api.ts'
import { RuleForm } from '../../form/rule-form.tsx'
import type { Errors } from '../../form/rule-form.tsx'
import type { Schema } from '../../form/schema.ts'
import type { Rule } from '../../replies.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { Problem } from '../../problem.ts'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { useToasts } from '../../ui/toasts.tsx'
import { statusOf } from '../rules/status.ts'
import { StatusBadge } from '../rules/status-badge.tsx'
import { Beside } from './beside.tsx'
import { useChoices } from './use-choices.ts'
import { changesOf, useRuleDraft } from './use-rule-draft.ts'
import type { RuleBody } from './use-rule-draft.ts'
import { errorsOf, useValidation } from './use-validation.ts'

interface EditorProps {
  schema: Schema
  type: string
  /** As it is stored; a rule that is being made is not. */
  rule?: Rule
  /** What it says to begin with. */
  original: RuleBody
  mayWrite: boolean
}

/** The form of a rule, and beside it what the server says of it and the JSON that it takes. */
export function Editor({ schema, type, rule, original, mayWrite }: EditorProps) {
  const { draft, touched, isChanged, change, drop } = useRuleDraft(rule?.id ?? type, original)
  const [isTried, setIsTried] = useState(false)
  const { validation, error } = useValidation(draft)
  const choices = useChoices()
  const save = useSave(rule, original, drop)
  const errors = useMemo(() => errorsOf(validation), [validation])
  const shown = useMemo(
    () => (isTried || rule ? errors : onlyTouched(errors, touched)),
    [errors, touched, isTried, rule],
  )
  const isValid = validation?.isValid === true
  return (
    <>
      <PageHead
        title={typeof draft.name === 'string' && draft.name !== '' ? draft.name : 'New rule'}
        actions={
          mayWrite && (
            <div className="row wrap">
              {isChanged && rule && (
                <button type="button" className="button" onClick={drop}>
                  Drop changes
                </button>
              )}
              {rule && <PauseButton rule={rule} />}
              <button
                type="button"
                className="button primary"
                disabled={save.isPending || !isChanged}
                onClick={() => {
                  setIsTried(true)
                  if (isValid) save.mutate(draft)
                }}
              >
                {save.isPending
                  ? 'Saving'
                  : rule
                    ? `Save version ${rule.version + 1}`
                    : 'Create rule'}
              </button>
            </div>
          )
        }
      >
        <p className="row wrap">
          <code>{type}</code>
          {rule && <StatusBadge status={statusOf(rule)} />}
          {rule && <span>version {rule.version}</span>}
          {isChanged && rule && <span className="badge wait">Not saved yet</span>}
        </p>
      </PageHead>
      {save.error && <ProblemBox error={save.error} unchanged={isRefusal(save.error)} />}
      <div className="editor">
        <form className="card" noValidate onSubmit={(event) => event.preventDefault()}>
          <RuleForm {...{ schema, value: draft, errors: shown, choices }} onChange={change} />
        </form>
        <Beside {...{ draft, validation, error, isTried: isTried || rule !== undefined }} />
      </div>
    </>
  )
}

/** What the server answered was not done; what it did not answer may have been. */
function isRefusal(error: Error): boolean {
  return error instanceof Problem && error.status >= 400 && error.status < 500
}

/** Nobody is told off for a field that they have not come to yet. */
function onlyTouched(errors: Errors, touched: readonly string[]): Errors {
  const isTouched = (pointer: string) =>
    touched.some((place) => `${pointer}/`.startsWith(`/${place}/`))
  return Object.fromEntries(Object.entries(errors).filter(([pointer]) => isTouched(pointer)))
}

function useSave(rule: Rule | undefined, original: RuleBody, onSaved: () => void) {
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
      await client.invalidateQueries()
      onSaved()
      toasts.add({ title: `Saved version ${saved.version}`, description: saved.name })
      if (!rule) await navigate({ to: '/rules/$id', params: { id: saved.id } })
    },
    // Another draft is another request.
    onError: (error) => isRefusal(error) && setKey(crypto.randomUUID()),
  })
}

function PauseButton({ rule }: { rule: Rule }) {
  const client = useQueryClient()
  const isPaused = rule.isPaused === true
  const flip = useMutation({
    mutationFn: () => call<Rule>('POST', `/loyalty/rules/${rule.id}`, { isPaused: !isPaused }),
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <button
      type="button"
      className="button"
      disabled={flip.isPending}
      onClick={() => flip.mutate()}
    >
      {flip.isPending ? 'Saving' : isPaused ? 'Resume' : 'Pause'}
    </button>
  )
}
