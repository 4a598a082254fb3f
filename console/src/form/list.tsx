import { Plus, X } from 'lucide-react'
import { memo, useMemo } from 'react'
import { sentence } from '../format.ts'
import { errorsWithin, noErrors } from './errors.ts'
import { FieldControl } from './field-control.tsx'
import type { FieldControlProps } from './field-control.tsx'
import { FieldGroup } from './field-group.tsx'
import { fieldOf, itemFieldsOf } from './schema.ts'
import type { Field } from './schema.ts'
import { isShown } from './shown.ts'
import { defaultsOf, isRecord, pointerOf, valueAt } from './values.ts'

/** A list of anything that has fields: tiers, collections, servers with lists of roles of their own. */
export function List(props: FieldControlProps) {
  const { field, value, errors, onChange } = props
  const { path, schema, label } = field
  const rows = Array.isArray(value) ? (value as unknown[]) : []
  const add = (
    <button
      type="button"
      className="button small"
      disabled={rows.length >= (schema.maxItems ?? Infinity)}
      onClick={() => onChange(path, [...rows, emptyItemOf(field)])}
    >
      <Plus size={14} aria-hidden />
      Add to {label.split(',')[0]?.toLowerCase()}
    </button>
  )
  return (
    <FieldGroup {...{ field, errors }} action={add}>
      {rows.map((row, index) => (
        <Item
          key={index}
          {...{ ...props, index }}
          value={row}
          errors={
            errors === noErrors
              ? noErrors
              : errorsWithin(errors, pointerOf([...path, String(index)]))
          }
        />
      ))}
    </FieldGroup>
  )
}

type ItemProps = FieldControlProps & { index: number }

/** One of the list. Typing into another one does not redraw it. */
const Item = memo(function Item(props: ItemProps) {
  const { field, index, value, errors, facts, choices, onChange } = props
  const { path, label } = field
  const parts = useMemo(() => itemFieldsOf(field, index), [field, index])
  const at = pointerOf([...path, String(index)])
  const isOne = parts.length === 1 && parts[0]?.path.length === path.length + 1
  const here = isRecord(value) ? { ...facts, ...value } : facts
  const own = isOne ? undefined : errors[at]
  return (
    <div className="rows-line" data-at={at} data-invalid={own !== undefined || undefined}>
      <div className="rows-fields">
        {parts.map((part) => {
          const within = errorsWithin(errors, pointerOf(part.path))
          if (!isShown(part, here) && within === noErrors) return null
          return (
            <FieldControl
              key={pointerOf(part.path)}
              {...{ field: part, facts, choices, onChange }}
              value={isOne ? value : valueAt(value, part.path.slice(-1))}
              errors={within}
            />
          )
        })}
      </div>
      <button
        type="button"
        className="button plain icon"
        aria-label={`Remove row ${index + 1} of ${label}`}
        onClick={() => onChange(path, withoutItem(index, field))}
      >
        <X size={14} aria-hidden />
      </button>
      <p className="error" role="status">
        {own === undefined ? '' : sentence(own)}
      </p>
    </div>
  )
})

/** The last one of a list that may be left out takes the list with it. */
function withoutItem(index: number, { isOptional, isNullable }: Field) {
  return (rows: readonly unknown[]) => {
    const left = rows.filter((_, at) => at !== index)
    if (left.length > 0 || !isOptional) return left
    return isNullable ? null : undefined
  }
}

function emptyItemOf({ schema: { items = {} } }: Field): unknown {
  const { kind, schema } = fieldOf(items, [], true)
  if (kind === 'record') return defaultsOf(schema)
  return kind === 'list' || kind === 'lines' || kind === 'several' ? [] : ''
}
