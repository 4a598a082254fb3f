import { use, useId } from 'react'
import type { FieldControlProps } from './field-control.tsx'
import { ReadOnly } from './read-only.ts'
import { pointerOf } from './values.ts'

/** A switch, with what it says beside it. */
export function YesNo(props: FieldControlProps & { error: string | undefined }) {
  const { field, value, onChange, error } = props
  const id = useId()
  const { path, label, schema } = field
  const isReadOnly = use(ReadOnly)
  const isInvalid = error !== undefined
  return (
    <div
      className="broad switch-line"
      data-at={pointerOf(path)}
      data-invalid={isInvalid || undefined}
    >
      <input
        type="checkbox"
        role="switch"
        className="switch"
        checked={value === true}
        disabled={isReadOnly}
        onChange={({ target }) => onChange(path, target.checked)}
        aria-labelledby={id}
        aria-describedby={`${id}-about`}
        aria-invalid={isInvalid}
      />
      <div>
        <span id={id} className="label">
          {label}
        </span>
        <p id={`${id}-about`} className={isInvalid ? 'error' : 'help'} role="status">
          {error ?? schema.description}
        </p>
      </div>
    </div>
  )
}
