import { useCallback } from 'react'
import type { ReactNode } from 'react'
import type { usePages } from '../queries.ts'
import { Bones } from './bones.tsx'
import { Grid } from './grid.tsx'
import type { Column } from './grid.tsx'
import { ProblemBox } from './problem-box.tsx'

interface PagedGridProps<Row extends { id: string }> {
  label: string
  list: ReturnType<typeof usePages<Row>>
  columns: readonly Column<Row>[]
  /** How many bones stand for it until it is there. */
  bones: number
  /** What is said when there is none. */
  empty: ReactNode
  /** How many there are in all, where that is known before the last page has come. */
  total?: number | undefined
  onOpen: (row: Row) => void
  onSpace?: ((row: Row) => void) | undefined
}

/** A list that comes page by page, and whatever stands in its place while there is none. */
export function PagedGrid<Row extends { id: string }>(props: PagedGridProps<Row>) {
  const { label, list, columns, bones, empty, total, onOpen, onSpace } = props
  const { rows, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = list
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  if (!rows) {
    return error ? (
      <ProblemBox error={error} retry={() => void refetch()} />
    ) : (
      <Bones rows={bones} />
    )
  }
  if (rows.length === 0) return empty
  return (
    <Grid
      {...{ label, rows, columns, onOpen, onSpace }}
      total={hasNextPage ? total : rows.length}
      onEnd={more}
    />
  )
}
