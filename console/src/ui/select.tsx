import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronsUpDown } from 'lucide-react'
import type { Option } from './option.ts'

export type { Option }

interface SelectProps {
  id?: string
  /** For a select that has no label beside it. */
  label?: string
  value: string
  options: readonly Option[]
  isInvalid?: boolean
  describedBy?: string
  onChange: (value: string) => void
}

/** One of many. */
export function Select(props: SelectProps) {
  const { id, label, value, options, isInvalid, describedBy, onChange } = props
  return (
    <Base.Root
      {...{ value, items: options }}
      onValueChange={(next) => {
        if (next !== null) onChange(next)
      }}
    >
      <Base.Trigger
        id={id}
        className="input select"
        aria-label={label}
        aria-invalid={isInvalid}
        aria-describedby={describedBy}
      >
        <span className="clip">
          <Base.Value />
        </span>
        <Base.Icon className="row faint">
          <ChevronsUpDown size={14} aria-hidden />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className="popup">
            {options.map((option) => (
              <Base.Item key={option.value} value={option.value} className="item">
                <Base.ItemText>{option.label}</Base.ItemText>
                <Base.ItemIndicator className="row">
                  <Check size={14} aria-hidden />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
