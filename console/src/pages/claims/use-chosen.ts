import { useCallback, useEffect, useState } from 'react'

const nothing: ReadonlySet<string> = new Set()

/** Which rows of a list are chosen. Another list begins with none. */
export function useChosen(list: string) {
  const [chosen, setChosen] = useState(nothing)
  useEffect(() => setChosen(nothing), [list])
  const choose = useCallback(({ id }: { id: string }) => {
    setChosen((before) => {
      const after = new Set(before)
      if (!after.delete(id)) after.add(id)
      return after
    })
  }, [])
  const chooseNone = useCallback(() => setChosen(nothing), [])
  return { chosen, choose, chooseNone }
}
