import { count } from '../format.ts'
import { of } from './kinds.ts'
import type { ColumnOf, Kind } from './kinds.ts'

/** The numbers of a picture, for whoever cannot see it. */
export function NumbersTable({
  label,
  kinds,
  columns,
}: {
  label: string
  kinds: readonly Kind[]
  columns: readonly ColumnOf[]
}) {
  return (
    <table className="sr">
      <caption>{label}</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          {kinds.map(({ key, text }) => (
            <th key={key} scope="col">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {columns.map(({ key, span, values }) => (
          <tr key={key}>
            <th scope="row">{span}</th>
            {kinds.map((kind) => (
              <td key={kind.key}>{count(of(values, kind.key))}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
