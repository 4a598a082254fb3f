import type { Tied } from './field.tsx'
import type { Option } from './option.ts'

interface SelectProps {
  value: string
  options: readonly Option[]
  /** For one that has no field around it. */
  label?: string
  tied?: Tied
  className?: string
  onChange: (value: string) => void
}

/** One of many, from the platform's own list. */
export function Select({ value, options, label, tied, className = '', onChange }: SelectProps) {
  const isChosen = options.some((option) => option.value === value)
  return (
    <select
      {...tied}
      className={`input ${className}`}
      aria-label={label}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      {!isChosen && (
        <option value={value} hidden>
          Choose
        </option>
      )}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
