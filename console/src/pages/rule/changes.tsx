import type { ReactNode } from 'react'
import type { ToldChange } from '../../form/told.ts'

/** What says something else, in words: each field by its name, and what it said before and after. */
export function Changes({
  changes,
  children,
}: {
  changes: readonly ToldChange[]
  /** Said when nothing does. */
  children: ReactNode
}) {
  if (changes.length === 0) return <p className="quiet">{children}</p>
  return (
    <ul className="changes">
      {changes.map(({ label, from, to }) => (
        <li key={label} className="break">
          <span className="strong">{label}</span>
          <span>
            <del>{from}</del> <span className="sr">becomes</span>
            <span aria-hidden>→</span> <ins>{to}</ins>
          </span>
        </li>
      ))}
    </ul>
  )
}
