import { memo, useMemo } from 'react'
import { errorsWithin, noErrors } from './errors.ts'
import type { Errors } from './errors.ts'
import { FieldControl } from './field-control.tsx'
import type { Choices, OnChange } from './field-control.tsx'
import { fieldsOf, sectionsOf } from './schema.ts'
import type { Field, Schema, Values } from './schema.ts'
import { factsOf, isShown } from './shown.ts'
import { pointerOf, valueAt } from './values.ts'

interface RuleFormProps {
  schema: Schema
  value: unknown
  errors: Errors
  /** For fields that name a record of ours, by their widget. */
  choices: Choices
  /** The same function for as long as the form is there. */
  onChange: OnChange
}

/** The form of a rule, drawn from its type's schema: no type has one of its own. */
export const RuleForm = memo(function RuleForm(props: RuleFormProps) {
  const { schema, value, errors, choices, onChange } = props
  const sections = useMemo(() => sectionsOf(schema), [schema])
  const errorsBy = useMemo(() => {
    const places = fieldsOf(schema).map(({ path }) => pointerOf(path))
    return Object.fromEntries(places.map((place) => [place, errorsWithin(errors, place)]))
  }, [schema, errors])
  const facts = useFacts(schema, value)
  const draw = (field: Field) => {
    const at = pointerOf(field.path)
    const own = errorsBy[at] ?? noErrors
    // Nobody can mend what is not in sight.
    if (!isShown(field, facts) && own === noErrors) return null
    const said = valueAt(value, field.path)
    return (
      <FieldControl key={at} {...{ field, facts, choices, onChange }} value={said} errors={own} />
    )
  }
  return sections.map(({ title, fields, more }) => (
    <fieldset key={title} className="form-group">
      <legend>{title}</legend>
      <div className="form-fields">
        {fields.map(draw)}
        {more.length > 0 && (
          <details className="broad">
            <summary>How members see it</summary>
            <div className="form-fields">{more.map(draw)}</div>
          </details>
        )}
      </div>
    </fieldset>
  ))
})

/** The same object until one of the facts is another, so that typing elsewhere redraws no field. */
function useFacts(schema: Schema, value: unknown): Values {
  const fields = useMemo(() => fieldsOf(schema), [schema])
  const told = JSON.stringify(factsOf(fields, value))
  return useMemo(() => JSON.parse(told) as Values, [told])
}
