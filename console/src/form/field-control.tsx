import { memo } from 'react'
import { Field } from '../ui/field.tsx'
import type { Option } from '../ui/option.ts'
import { Control } from './control.tsx'
import { errorText } from './errors.ts'
import type { Errors } from './errors.ts'
import { List } from './list.tsx'
import { Parts } from './parts.tsx'
import type { Field as FieldSpec, Kind, Path, Values } from './schema.ts'
import { Several } from './several.tsx'
import type { Change } from './values.ts'
import { pointerOf } from './values.ts'
import { YesNo } from './yes-no.tsx'

export type Choices = Readonly<Record<string, readonly Option[]>>
export type OnChange = (path: Path, change: Change) => void

export interface FieldControlProps {
  field: FieldSpec
  value: unknown
  errors: Errors
  /** What the fields that others depend on say. */
  facts: Values
  choices: Choices
  onChange: OnChange
}

const broad: readonly Kind[] = ['words', 'json', 'lines', 'text', 'time']

/** One field. A keystroke redraws it and nothing else, since the other fields are given what they were given before. */
export const FieldControl = memo(function FieldControl(props: FieldControlProps) {
  const { field, errors, choices } = props
  const { kind, label, schema, isOptional, path } = field
  const options = choices[schema.widget ?? '']
  if (kind === 'list') return <List {...props} />
  if (kind === 'record') return <Parts {...props} />
  const at = pointerOf(path)
  const error = errorText(errors, at)
  if (kind === 'yes') return <YesNo {...props} error={error} />
  if (kind === 'several' || (kind === 'lines' && options)) {
    return <Several {...props} {...{ options, error }} />
  }
  return (
    <Field
      at={at}
      className={broad.includes(kind) && !options ? 'broad' : ''}
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
      {(tied) => <Control {...props} {...{ tied, options }} />}
    </Field>
  )
})
