import { count } from '../format.ts'

/** What is told apart in each column, from the bottom up. */
export interface Kind {
  key: string
  text: string
  tone: string
}

export interface ColumnOf {
  key: string
  /** When it begins, as people read it; and both ends. */
  text: string
  span: string
  values: Readonly<Record<string, number>>
}

/** How many of a kind. */
export function of(values: ColumnOf['values'], key: string): number {
  return values[key] ?? 0
}

export function sumOf(columns: readonly ColumnOf[], key: string): number {
  return columns.reduce((sum, { values }) => sum + of(values, key), 0)
}

/** From where to where each kind reaches, without those that are not there. */
export function stacked(kinds: readonly Kind[], values: ColumnOf['values']) {
  let sum = 0
  return kinds.flatMap(({ key, tone }) => {
    const from = sum
    sum += of(values, key)
    return sum > from ? [{ tone, from, until: sum }] : []
  })
}

/** A column in words. */
export function told(kinds: readonly Kind[], { values }: ColumnOf): string {
  return kinds.map(({ key, text }) => `${text} ${count(of(values, key))}`).join(', ')
}
