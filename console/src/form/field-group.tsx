import type { ReactNode } from 'react'
import { sentence } from '../format.ts'
import type { Errors } from './errors.ts'
import type { Field } from './schema.ts'
import { pointerOf } from './values.ts'

interface FieldGroupProps {
  field: Field
  errors: Errors
  children: ReactNode
  /** What stands below what is wrong with it. */
  action?: ReactNode
}

/** Several fields under one name, and what is wrong with them together. */
export function FieldGroup({ field, errors, children, action }: FieldGroupProps) {
  const { path, schema, label, isOptional } = field
  const at = pointerOf(path)
  const own = errors[at]
  return (
    <fieldset className="broad rows" data-at={at} data-invalid={own !== undefined || undefined}>
      <legend className="label">
        {label}
        {isOptional && <span className="opt"> optional</span>}
      </legend>
      {schema.description !== undefined && <p className="help">{schema.description}</p>}
      {children}
      <p className="error" role="status">
        {own === undefined ? '' : sentence(own)}
      </p>
      {action}
    </fieldset>
  )
}
