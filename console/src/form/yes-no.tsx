import { Switch } from '@base-ui/react/switch'
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
      <Switch.Root
        className="switch"
        checked={value === true}
        disabled={isReadOnly}
        onCheckedChange={(next) => onChange(path, next)}
        aria-labelledby={id}
        aria-describedby={`${id}-about`}
        aria-invalid={isInvalid}
      >
        <Switch.Thumb />
      </Switch.Root>
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
