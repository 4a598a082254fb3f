import type { ReactNode } from 'react'

export interface Bar {
  key: string
  label: ReactNode
  /** Only for its length; the exact number is in `text`. */
  value: number
  text: string
  note?: string
}

/** Parts of a whole around a zero line: a list first, and a picture second. */
export function Bars({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const least = Math.min(0, ...bars.map(({ value }) => value))
  const most = Math.max(0, ...bars.map(({ value }) => value))
  const span = most - least || 1
  const percent = (length: number) => `${(length / span) * 100}%`
  return (
    <ul className="bars" aria-label={label}>
      {bars.map(({ key, label: name, value, text, note }) => (
        <li key={key}>
          <span className="clip">{name}</span>
          <span className="track" aria-hidden>
            <i
              className={value < 0 ? 'below' : ''}
              style={{
                insetInlineStart: percent(Math.min(0, value) - least),
                width: percent(Math.abs(value)),
              }}
            />
          </span>
          <span className="num strong">{text}</span>
          <span className="num faint small wide">{note}</span>
        </li>
      ))}
    </ul>
  )
}
