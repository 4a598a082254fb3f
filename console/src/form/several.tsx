import type { Option } from '../ui/option.ts'
import type { FieldControlProps } from './field-control.tsx'
import { emptyOf, optionsOf } from './typed.ts'
import { pointerOf } from './values.ts'

interface SeveralProps extends FieldControlProps {
  options: readonly Option[] | undefined
  error: string | undefined
}

/** Any number of a few, all in sight. */
export function Several({ field, value, options, error, onChange }: SeveralProps) {
  const { path, label, schema, isOptional } = field
  const chosen = Array.isArray(value) ? (value as unknown[]) : []
  const offered = options ?? optionsOf(schema.items ?? {}) ?? []
  const flip = (option: string, isChosen: boolean) => {
    const next = isChosen ? [...chosen, option] : chosen.filter((each) => each !== option)
    onChange(path, next.length === 0 && isOptional ? emptyOf(field) : next)
  }
  return (
    <fieldset
      className="broad several"
      data-at={pointerOf(path)}
      data-invalid={error !== undefined || undefined}
    >
      <legend className="label">
        {label}
        {isOptional && <span className="opt"> optional</span>}
      </legend>
      {offered.map((option) => (
        <label key={option.value} className="row">
          <input
            type="checkbox"
            checked={chosen.includes(option.value)}
            onChange={(event) => flip(option.value, event.target.checked)}
          />
          {option.label}
        </label>
      ))}
      <p className={error === undefined ? 'help' : 'error'} role="status">
        {error ?? schema.description}
      </p>
    </fieldset>
  )
}
