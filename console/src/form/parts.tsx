import { sentence } from '../format.ts'
import { errorsWithin } from './errors.ts'
import { FieldControl } from './field-control.tsx'
import type { FieldControlProps } from './field-control.tsx'
import { partsOf } from './schema.ts'
import { pointerOf, valueAt } from './values.ts'

/** Fields that belong together and may be left out together. */
export function Parts(props: FieldControlProps) {
  const { field, value, errors, facts, choices, onChange } = props
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
      <div className="rows-line">
        <div className="rows-fields">
          {partsOf(schema, path).map((part) => (
            <FieldControl
              key={pointerOf(part.path)}
              {...{ field: part, facts, choices, onChange }}
              value={valueAt(value, part.path.slice(-1))}
              errors={errorsWithin(errors, pointerOf(part.path))}
            />
          ))}
        </div>
      </div>
      <p className="error" role="status">
        {own === undefined ? '' : sentence(own)}
      </p>
    </fieldset>
  )
}
