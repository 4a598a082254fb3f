import { errorsWithin } from './errors.ts'
import { FieldControl } from './field-control.tsx'
import type { FieldControlProps } from './field-control.tsx'
import { FieldGroup } from './field-group.tsx'
import { partsOf } from './schema.ts'
import { pointerOf, valueAt } from './values.ts'

/** Fields that belong together and may be left out together. */
export function Parts(props: FieldControlProps) {
  const { field, value, errors, facts, choices, onChange } = props
  const { path, schema } = field
  return (
    <FieldGroup {...{ field, errors }}>
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
    </FieldGroup>
  )
}
