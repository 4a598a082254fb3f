import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react'

export interface Column<Row> {
  key: string
  head: ReactNode
  /** A track of CSS grid. */
  width: string
  isNumber?: boolean
  /** Left out on a phone. */
  isWide?: boolean
  cell: (row: Row) => ReactNode
}

interface GridProps<Row> {
  label: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  /** How many there are in all, where that is known; there may be more than have come. */
  total?: number | undefined
  onOpen: (row: Row) => void
  /** What the space bar does with a row. */
  onSpace?: ((row: Row) => void) | undefined
  /** Asked for more when the end comes near. */
  onEnd: () => void
}

const rowHeight = 56

/** A list of any length, of which only the rows in sight exist. One row is in the order of Tab; arrows go on from there. */
export function Grid<Row extends { id: string }>(props: GridProps<Row>) {
  const { label, rows, columns, total, onOpen, onSpace, onEnd } = props
  const box = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    // A guess until it is measured, so that rows are there to be measured with it.
    initialRect: { width: 0, height: innerHeight },
  })
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 30) onEnd()
  }, [last, rows.length, onEnd])

  const isActiveShown = shown.some(({ index }) => index === active)
  const tabbable = isActiveShown ? active : shown[0]?.index

  function move(event: KeyboardEvent, index: number) {
    const to = targetOf(event.key, index, rows.length - 1)
    if (to === undefined) return
    event.preventDefault()
    setActive(to)
    virtual.scrollToIndex(to)
    requestAnimationFrame(() => {
      box.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus()
    })
  }

  return (
    <div
      ref={box}
      className="grid"
      role="table"
      aria-label={label}
      aria-rowcount={total === undefined ? -1 : total + 1}
      style={templateOf(columns)}
    >
      <div role="rowgroup">
        <div className="grid-head" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <div key={column.key} role="columnheader" className={classOf(column)}>
              {column.head}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="grid-rows" style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const row = rows[index]
          if (!row) return null
          return (
            <div
              key={row.id}
              role="row"
              className="grid-row"
              aria-rowindex={index + 2}
              data-index={index}
              tabIndex={index === tabbable ? 0 : -1}
              style={{ translate: `0 ${start}px` }}
              onFocus={() => setActive(index)}
              onClick={() => onOpen(row)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') onOpen(row)
                else if (event.key === ' ' && onSpace) {
                  event.preventDefault()
                  onSpace(row)
                } else move(event, index)
              }}
            >
              {columns.map((column) => (
                <div key={column.key} role="cell" className={`clip ${classOf(column)}`}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function targetOf(key: string, index: number, end: number): number | undefined {
  if (key === 'ArrowDown') return Math.min(index + 1, end)
  if (key === 'ArrowUp') return Math.max(index - 1, 0)
  if (key === 'Home') return 0
  if (key === 'End') return end
  return undefined
}

/** What is not shown on a phone must leave the template as well as the row. */
function templateOf<Row>(columns: readonly Column<Row>[]): CSSProperties {
  const tracks = (some: readonly Column<Row>[]) => some.map(({ width }) => width).join(' ')
  const narrow = columns.filter(({ isWide }) => !isWide)
  return { '--columns': tracks(columns), '--narrow': tracks(narrow) } as CSSProperties
}

function classOf<Row>({ isNumber, isWide }: Column<Row>): string {
  return `${isNumber ? 'num' : ''} ${isWide ? 'wide' : ''}`
}
