import { useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { count } from '../format.ts'
import { of, stacked, sumOf, told } from './kinds.ts'
import type { ColumnOf, Kind } from './kinds.ts'
import { niceStep } from './nice-step.ts'
import { NumbersTable } from './numbers-table.tsx'
import { useWidth } from './use-width.ts'

interface ColumnsProps {
  label: string
  kinds: readonly Kind[]
  columns: readonly ColumnOf[]
  /** What all of them together are. */
  whole: string
  onOpen: (index: number) => void
}

const height = 222
const left = 40
const foot = 22
const head = 6

/** Stacked columns over time. Arrow keys walk through them, Enter opens one; the same numbers are a table for who cannot see it. */
export function Columns({ label, kinds, columns, whole, onOpen }: ColumnsProps) {
  const [at, setAt] = useState<number | null>(null)
  const [box, width] = useWidth(600)
  const totals = columns.map(({ values }) =>
    kinds.reduce((sum, { key }) => sum + of(values, key), 0),
  )
  const most = Math.max(...totals, 1)
  const step = niceStep(most / 4)
  const top = step * Math.ceil(most / step)
  const y = (n: number) => head + (1 - n / top) * (height - foot - head)
  const each = (width - left) / columns.length
  const every = Math.ceil(columns.length / Math.max(2, Math.floor((width - left) / 76)))
  const shown = at === null ? undefined : columns[at]

  const point = ({ currentTarget, clientX }: PointerEvent<SVGSVGElement>) => {
    const index = Math.floor((clientX - currentTarget.getBoundingClientRect().left - left) / each)
    setAt(index >= 0 && index < columns.length ? index : null)
  }
  const press = (event: KeyboardEvent) => {
    const to = targetOf(event.key, at, columns.length - 1)
    if (to !== undefined) {
      event.preventDefault()
      setAt(to)
    } else if (event.key === 'Enter' && at !== null) onOpen(at)
  }

  return (
    <figure ref={box} className="columns">
      <ul className="legend" aria-hidden>
        {kinds.map(({ key, text, tone }) => (
          <li key={key}>
            <i className={`swatch ${tone}`} />
            {text} <b>{count(sumOf(shown ? [shown] : columns, key))}</b>
          </li>
        ))}
        <li className="faint">{shown?.span ?? whole}</li>
      </ul>
      <svg
        {...{ width, height, role: 'img', tabIndex: 0 }}
        aria-label={`${label}. Arrow keys walk through it, Enter opens the claims.`}
        onPointerMove={point}
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
        onKeyDown={press}
        onClick={() => at !== null && onOpen(at)}
      >
        {Array.from({ length: Math.round(top / step) + 1 }, (_, line) => (
          <g key={line}>
            <line className="rule" x1={left} x2={width} y1={y(line * step)} y2={y(line * step)} />
            <text x={left - 8} y={y(line * step) + 4} textAnchor="end">
              {count(line * step)}
            </text>
          </g>
        ))}
        {columns.map(({ key, text, values }, index) => (
          <g key={key} opacity={at === null || at === index ? 1 : 0.45}>
            {stacked(kinds, values).map(({ tone, from, until }) => (
              <rect
                {...{ key: tone, className: tone, rx: 1 }}
                x={left + index * each + 1.25}
                width={Math.max(each - 2.5, 1)}
                y={y(until)}
                height={Math.max(y(from) - y(until) - 0.75, 0.5)}
              />
            ))}
            {index % every === Math.floor(every / 2) && (
              <text x={left + (index + 0.5) * each} y={height - 5} textAnchor="middle">
                {text}
              </text>
            )}
          </g>
        ))}
      </svg>
      <p className="sr" role="status">
        {shown && `${shown.span}: ${told(kinds, shown)}`}
      </p>
      <NumbersTable {...{ label, kinds, columns }} />
    </figure>
  )
}

function targetOf(key: string, at: number | null, last: number): number | undefined {
  if (key === 'ArrowLeft') return Math.max((at ?? last + 1) - 1, 0)
  if (key === 'ArrowRight') return Math.min((at ?? -1) + 1, last)
  if (key === 'Home') return 0
  if (key === 'End') return last
  return undefined
}
