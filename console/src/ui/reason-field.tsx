import { Field } from './field.tsx'

interface ReasonFieldProps {
  value: string
  onChange: (value: string) => void
  error: string | undefined
  help: string
  placeholder?: string
}

/** Why points are moved by hand: it is written down with them. */
export function ReasonField({ value, onChange, error, help, placeholder }: ReasonFieldProps) {
  return (
    <Field label="Reason" {...{ error, help }}>
      {(tied) => (
        <textarea
          {...tied}
          className="input"
          maxLength={2000}
          placeholder={placeholder}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
