import { memo, useMemo } from 'react'
import type { Option } from '../ui/select.tsx'
import { FieldControl } from './field-control.tsx'
import { groupsOf, isShown, pointerOf, valueAt } from './schema.ts'
import type { Path, Schema } from './schema.ts'

/** What is wrong, by the place that it is said of. */
export type Errors = Readonly<Record<string, string>>

interface RuleFormProps {
  schema: Schema
  value: unknown
  errors: Errors
  /** For fields that name a record of ours, by the field's name. */
  choices: Readonly<Record<string, readonly Option[]>>
  /** The same function for as long as the form is there. */
  onChange: (path: Path, value: unknown) => void
}

/** The form of a rule, drawn from its type's schema: no type has one of its own. */
export const RuleForm = memo(function RuleForm(props: RuleFormProps) {
  const { schema, value, errors, choices, onChange } = props
  const groups = useMemo(() => groupsOf(schema), [schema])
  return groups.map(({ title, fields }) => (
    <fieldset key={title} className="form-group">
      <legend>{title}</legend>
      <div className="form-fields">
        {fields
          .filter((field) => isShown(field, value))
          .map((field) => {
            const at = pointerOf(field.path)
            return (
              <FieldControl
                key={at}
                field={field}
                value={valueAt(value, field.path)}
                errors={errorsAt(errors, at)}
                choices={choices[field.path.at(-1) ?? '']}
                onChange={onChange}
              />
            )
          })}
      </div>
    </fieldset>
  ))
})

const none: Errors = {}

/** The errors of a field and of what is within it; the same object for every field that has none. */
function errorsAt(errors: Errors, at: string): Errors {
  const own = Object.entries(errors).filter(([pointer]) => `${pointer}/`.startsWith(`${at}/`))
  return own.length === 0 ? none : Object.fromEntries(own)
}
