const width = 72
const height = 24

/** A line without axes. It is decoration: the numbers stand beside it. */
export function Spark({ values, tone = 'quiet' }: { values: readonly number[]; tone?: string }) {
  const most = Math.max(...values, 1)
  const last = Math.max(values.length - 1, 1)
  const places = values.map((value, index) => {
    const y = height - 2 - (value / most) * (height - 4)
    return `${((index / last) * width).toFixed(1)},${y.toFixed(1)}`
  })
  return (
    <svg className={`spark ${tone}`} {...{ width, height }} aria-hidden>
      <polygon points={`0,${height} ${places.join(' ')} ${width},${height}`} />
      <polyline points={places.join(' ')} />
    </svg>
  )
}
