/** The shape of what comes. */
export function Bones({ rows }: { rows: number }) {
  return (
    <div className="bones" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row}>
          <i style={{ width: `${20 + ((row * 7) % 16)}%` }} />
          <i style={{ width: '10%' }} />
        </div>
      ))}
    </div>
  )
}
