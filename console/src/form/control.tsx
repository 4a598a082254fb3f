import { useState } from 'react'
import { words } from '../format.ts'
import type { Tied } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import type { Option } from '../ui/select.tsx'
import type { FieldControlProps } from './field-control.tsx'
import type { Field } from './schema.ts'

type ControlProps = FieldControlProps & { tied: Tied }

/** What a field is filled in with. */
export function Control(props: ControlProps) {
  const { field, value, tied, onChange } = props
  const set = (next: unknown) => onChange(field.path, next)
  const options = props.choices ?? optionsOf(field)
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
  const none = field.isOptional ? [{ value: '', label: 'None' }] : []
  return (
    <Select
      id={tied.id}
      isInvalid={tied['aria-invalid']}
      describedBy={tied['aria-describedby']}
      value={textOf(value)}
      options={[...none, ...options]}
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
  return (
    <textarea
      {...tied}
      className="input"
      placeholder="One a line"
      value={lines}
      onChange={(event) => {
        const text = event.target.value
        set(text === '' ? emptyOf(field) : text.split('\n'))
      }}
    />
  )
}

/** What no control is made for. Text that is no JSON yet is kept as it is, for the server to refuse. */
function Json({ field, value, tied, set }: OwnProps) {
  const [text, setText] = useState(value == null ? '' : JSON.stringify(value, null, 2))
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
        set(event.target.value.trim() === '' ? emptyOf(field) : parsed(event.target.value))
      }}
    />
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function emptyOf({ isNullable }: Field): null | undefined {
  return isNullable ? null : undefined
}

/** A number that a Number holds exactly is one; any other stays as typed, and the API reads or refuses it. */
function numberOf(text: string, field: Field): unknown {
  if (text === '') return emptyOf(field)
  return String(Number(text)) === text ? Number(text) : text
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function optionsOf({ schema }: Field): Option[] | undefined {
  return schema.enum?.map((value) => ({
    value,
    label: schema.labels?.[value] ?? named(value),
  }))
}

/** A word of ours as people write it; a name that somebody else has given stays as it is. */
function named(value: string): string {
  return /^[a-z]+(?:_[a-z]+)*$/.test(value) ? words(value) : value
}
