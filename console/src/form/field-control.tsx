import { memo } from 'react'
import { Field } from '../ui/field.tsx'
import type { Option } from '../ui/select.tsx'
import { sentence } from '../ui/problem-box.tsx'
import { Control } from './control.tsx'
import { Rows } from './rows.tsx'
import type { Errors } from './rule-form.tsx'
import { pointerOf } from './schema.ts'
import type { Field as FieldSpec, Path } from './schema.ts'
import { YesNo } from './yes-no.tsx'

export interface FieldControlProps {
  field: FieldSpec
  value: unknown
  errors: Errors
  choices?: readonly Option[] | undefined
  onChange: (path: Path, value: unknown) => void
}

/** One field. A keystroke redraws it and nothing else, since the other fields are given what they were given before. */
export const FieldControl = memo(function FieldControl(props: FieldControlProps) {
  const { field, errors } = props
  const { kind, label, schema, isOptional, path } = field
  if (kind === 'rows') return <Rows {...props} />
  const own = Object.values(errors).map(sentence).join(' ')
  const error = own === '' ? undefined : own
  if (kind === 'yes') return <YesNo {...props} error={error} />
  const isBroad = kind === 'words' || kind === 'json' || kind === 'lines' || kind === 'text'
  return (
    <Field
      className={isBroad ? 'broad' : ''}
      label={
        <>
          {label}
          {kind === 'time' && ', UTC'}
          {isOptional && <span className="opt"> optional</span>}
        </>
      }
      help={schema.description}
      error={error}
    >
      {(tied) => <Control key={pointerOf(path)} {...props} tied={tied} />}
    </Field>
  )
})
