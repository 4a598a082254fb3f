import { useEffect, useMemo, useRef, useState } from 'react'
import { errorsOf } from '../../form/errors.ts'
import type { Errors } from '../../form/errors.ts'
import { ReadOnly } from '../../form/read-only.ts'
import { RuleForm } from '../../form/rule-form.tsx'
import type { Schema } from '../../form/schema.ts'
import { bodyOf, isWithin } from '../../form/values.ts'
import type { Rule } from '../../replies.ts'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Beside } from './beside.tsx'
import { focusFirstInvalid, focusPlace } from './focus.ts'
import { Leaving } from './leaving.tsx'
import { SaveBar } from './save-bar.tsx'
import { useChoices } from './use-choices.ts'
import { useRuleDraft } from './use-rule-draft.ts'
import type { RuleBody } from './use-rule-draft.ts'
import { isRefusal, refusalsIn, useSave } from './use-save.ts'
import { useSaveKey } from './use-save-key.ts'
import { useValidation } from './use-validation.ts'

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
  const form = useRef<HTMLFormElement>(null)
  const { draft, touched, isChanged, change, drop } = useRuleDraft(rule?.id ?? type, original)
  const { validation, error, isCurrent } = useValidation(draft)
  const choices = useChoices()
  const save = useSave(rule, original, drop)
  const [tries, setTries] = useState(0)
  const isTried = tries > 0 || rule !== undefined

  // What saving was refused for is said of this very draft, and of no later one.
  const refused = save.variables === draft ? refusalsIn(save.error) : undefined
  const told = refused ?? validation?.errors
  const shown = useMemo(() => {
    const errors = errorsOf(told)
    return isTried ? errors : onlyTouched(errors, touched)
  }, [told, touched, isTried])

  const trySave = () => {
    if (!mayWrite || save.isPending || (rule && !isChanged)) return
    setTries((before) => before + 1)
    if (!isCurrent || validation?.isValid !== false) save.mutate(draft)
  }
  useSaveKey(trySave)
  useEffect(() => {
    if (tries > 0 && form.current) focusFirstInvalid(form.current)
  }, [tries, refused])

  const body = isCurrent && validation?.rule ? validation.rule : bodyOf(schema, draft)
  return (
    <>
      {mayWrite && (
        <SaveBar
          {...{ version: rule?.version, isChanged, isPending: save.isPending }}
          onDrop={drop}
          onSave={trySave}
        />
      )}
      {save.error && <ProblemBox error={save.error} unchanged={isRefusal(save.error)} />}
      <div className="editor">
        <form ref={form} className="card" noValidate onSubmit={(event) => event.preventDefault()}>
          <fieldset disabled={!mayWrite}>
            <ReadOnly value={!mayWrite}>
              <RuleForm {...{ schema, value: draft, errors: shown, choices }} onChange={change} />
            </ReadOnly>
          </fieldset>
        </form>
        <Beside
          {...{ schema, body, validation, errors: told ?? [], error, isTried }}
          onPlace={(pointer) => form.current && focusPlace(form.current, pointer)}
        />
      </div>
      <Leaving isChanged={isChanged && !save.isPending} />
    </>
  )
}

/** Nobody is told off for a field that they have not come to yet. */
function onlyTouched(errors: Errors, touched: readonly string[]): Errors {
  const isTouched = (pointer: string) => touched.some((place) => isWithin(pointer, `/${place}`))
  return Object.fromEntries(Object.entries(errors).filter(([pointer]) => isTouched(pointer)))
}
