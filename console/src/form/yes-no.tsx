import { Switch } from '@base-ui/react/switch'
import { useId } from 'react'
import type { FieldControlProps } from './field-control.tsx'

/** A switch, with what it says beside it. */
export function YesNo(props: FieldControlProps & { error: string | undefined }) {
  const { field, value, onChange, error } = props
  const id = useId()
  const { path, label, schema } = field
  return (
    <div className="broad switch-line">
      <Switch.Root
        className="switch"
        checked={value === true}
        onCheckedChange={(next) => onChange(path, next)}
        aria-labelledby={id}
        aria-describedby={`${id}-about`}
      >
        <Switch.Thumb />
      </Switch.Root>
      <div>
        <span id={id} className="label">
          {label}
        </span>
        <p id={`${id}-about`} className={error === undefined ? 'help' : 'error'} role="status">
          {error ?? schema.description}
        </p>
      </div>
    </div>
  )
}
