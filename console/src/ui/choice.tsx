import type { Option } from './select.tsx'

interface ChoiceProps {
  label: string
  value: string
  options: readonly Option[]
  onChange: (value: string) => void
}

/** One of several, from the platform's own list. */
export function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <select
      className="input choice"
      aria-label={label}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
