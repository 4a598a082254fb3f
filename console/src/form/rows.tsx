import { Plus, X } from 'lucide-react'
import { sentence } from '../ui/problem-box.tsx'
import { FieldControl } from './field-control.tsx'
import type { FieldControlProps } from './field-control.tsx'
import { defaultsOf, fieldOf, pointerOf, valueAt } from './schema.ts'
import type { Field } from './schema.ts'

/** A list of records: tiers, collections, milestones. */
export function Rows({ field, value, errors, onChange }: FieldControlProps) {
  const { path, schema, label } = field
  const rows = Array.isArray(value) ? (value as unknown[]) : []
  const own = errors[pointerOf(path)]
  const isFull = rows.length >= (schema.maxItems ?? Infinity)
  return (
    <fieldset className="broad rows">
      <legend className="label">{label}</legend>
      {schema.description !== undefined && <p className="help">{schema.description}</p>}
      {rows.map((row, index) => (
        <div key={index} className="rows-line">
          {columnsOf(field, index).map((column) => (
            <FieldControl
              key={pointerOf(column.path)}
              field={column}
              value={valueAt(row, column.path.slice(-1))}
              errors={errorsOf(errors, pointerOf(column.path), index, field)}
              onChange={onChange}
            />
          ))}
          <button
            type="button"
            className="button plain icon"
            aria-label={`Remove row ${index + 1} of ${label}`}
            onClick={() =>
              onChange(
                path,
                rows.filter((_, at) => at !== index),
              )
            }
          >
            <X size={14} aria-hidden />
          </button>
        </div>
      ))}
      <p className="error" role="status">
        {own === undefined ? '' : sentence(own)}
      </p>
      <button
        type="button"
        className="button small"
        disabled={isFull}
        onClick={() => onChange(path, [...rows, defaultsOf(schema.items ?? {})])}
      >
        <Plus size={14} aria-hidden />
        Add to {label.toLowerCase()}
      </button>
    </fieldset>
  )
}

function columnsOf({ path, schema: { items } }: Field, index: number): Field[] {
  return Object.entries(items?.properties ?? {}).map(([name, property]) =>
    fieldOf(property, [...path, String(index), name], items?.required?.includes(name) ?? false),
  )
}

/** What is wrong with a row as a whole is said at its first field. */
function errorsOf(
  errors: FieldControlProps['errors'],
  at: string,
  index: number,
  { path, schema }: Field,
) {
  const row = pointerOf([...path, String(index)])
  const isFirst = at === `${row}/${Object.keys(schema.items?.properties ?? {})[0]}`
  const found = Object.entries(errors).filter(
    ([pointer]) => pointer === at || (isFirst && pointer === row),
  )
  return Object.fromEntries(found)
}
