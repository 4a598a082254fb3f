import { useState } from 'react'
import type { Tied } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import type { Option } from '../ui/option.ts'
import type { FieldControlProps } from './field-control.tsx'
import type { Field } from './schema.ts'
import { emptyOf, jsonOf, linesOf, numberOf, optionsOf, textOf } from './typed.ts'
import { isSame } from './values.ts'

interface ControlProps extends FieldControlProps {
  tied: Tied
  options: readonly Option[] | undefined
}

/** What a field is filled in with. */
export function Control(props: ControlProps) {
  const { field, value, tied, onChange } = props
  const set = (next: unknown) => onChange(field.path, next)
  const options = props.options ?? optionsOf(field.schema)
  if (options) return <Choice {...{ field, value, tied, options, set }} />
  if (field.kind === 'number') {
    return <Text {...{ tied, value }} isNumber onText={(text) => set(numberOf(text, field))} />
  }
  if (field.kind === 'time') return <Time {...{ field, value, tied, set }} />
  if (field.kind === 'json') return <Json {...{ field, value, tied, set }} />
  if (field.kind === 'lines') return <Lines {...{ field, value, tied, set }} />
  const onText = (text: string) => set(text === '' ? emptyOf(field) : text)
  if (field.kind === 'words') {
    return (
      <textarea
        {...tied}
        className="input"
        value={textOf(value)}
        onChange={(event) => onText(event.target.value)}
      />
    )
  }
  return <Text {...{ tied, value, onText }} example={field.schema.examples?.[0]} />
}

interface TextProps {
  tied: Tied
  value: unknown
  isNumber?: boolean
  example?: unknown
  onText: (text: string) => void
}

function Text({ tied, value, isNumber = false, example, onText }: TextProps) {
  return (
    <input
      {...tied}
      className="input"
      autoComplete="off"
      inputMode={isNumber ? 'decimal' : undefined}
      placeholder={example === undefined ? undefined : textOf(example)}
      value={textOf(value)}
      onChange={(event) => onText(event.target.value)}
    />
  )
}

interface OwnProps {
  field: Field
  value: unknown
  tied: Tied
  set: (next: unknown) => void
}

function Choice({ field, value, tied, options, set }: OwnProps & { options: readonly Option[] }) {
  const said = textOf(value)
  const none = field.isOptional ? [{ value: '', label: 'None' }] : []
  // What it says may be a record that was not among the first that were listed.
  const isListed = said === '' || options.some((option) => option.value === said)
  const other = isListed ? [] : [{ value: said, label: said }]
  return (
    <Select
      tied={tied}
      value={said}
      options={[...none, ...options, ...other]}
      onChange={(next) => set(next === '' ? emptyOf(field) : next)}
    />
  )
}

/** The platform's own control, which knows no time zone: what it shows is UTC, as its label says. */
function Time({ field, value, tied, set }: OwnProps) {
  const local = typeof value === 'string' ? new Date(value) : undefined
  const isTime = local !== undefined && !Number.isNaN(local.getTime())
  return (
    <input
      {...tied}
      type="datetime-local"
      className="input"
      value={isTime ? local.toISOString().slice(0, 16) : ''}
      onChange={(event) => {
        set(event.target.value === '' ? emptyOf(field) : `${event.target.value}:00.000Z`)
      }}
    />
  )
}

/** One value a line. */
function Lines({ field, value, tied, set }: OwnProps) {
  const lines = Array.isArray(value) ? value.map(textOf).join('\n') : ''
  const [text, setText] = useTyped(lines, (typed) => isSame(linesOf(typed, field), value))
  return (
    <textarea
      {...tied}
      className="input"
      placeholder="One a line"
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        set(linesOf(event.target.value, field))
      }}
    />
  )
}

/** What may hold anything at all, such as an event as it is sent. */
function Json({ field, value, tied, set }: OwnProps) {
  const told = value == null ? '' : JSON.stringify(value, null, 2)
  const [text, setText] = useTyped(told, (typed) => isSame(jsonOf(typed, field), value))
  return (
    <textarea
      {...tied}
      className="input mono"
      placeholder="JSON"
      spellCheck={false}
      rows={4}
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        set(jsonOf(event.target.value, field))
      }}
    />
  )
}

/** The text as it was typed, for as long as it means what the field says. */
function useTyped(told: string, isMeant: (typed: string) => boolean) {
  const [typed, setTyped] = useState(told)
  return [isMeant(typed) ? typed : told, setTyped] as const
}
