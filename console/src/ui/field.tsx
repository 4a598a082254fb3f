import { useId } from 'react'
import type { ReactNode } from 'react'

/** What a control needs to be tied to its label and to what is said below it. */
export interface Tied {
  id: string
  'aria-invalid': boolean
  'aria-describedby': string
}

interface FieldProps {
  /** The place of what it fills in, for who looks for it. */
  at?: string
  label: ReactNode
  help?: ReactNode
  error?: string | undefined
  className?: string
  children: (tied: Tied) => ReactNode
}

/** A label, a control, and below it what helps or what is wrong. */
export function Field({ at, label, help, error, className = '', children }: FieldProps) {
  const id = useId()
  const about = `${id}-about`
  return (
    <div
      className={`field ${className}`}
      data-at={at}
      data-invalid={error !== undefined || undefined}
    >
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': about })}
      {/* It is there before there is anything in it, or nobody would be told of what comes. */}
      <p id={about} className={error === undefined ? 'help' : 'error'} role="status">
        {error ?? help}
      </p>
    </div>
  )
}
