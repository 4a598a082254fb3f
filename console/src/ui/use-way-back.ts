import { useState } from 'react'

/** Where focus goes when a dialog closes: to what opened it, or, if that is no more, to the page. */
export function useWayBack(): () => HTMLElement | false {
  const [opener] = useState(() => document.activeElement)
  return () => {
    // The page itself is focused too, by whoever went there.
    const isOfPage = opener instanceof HTMLElement && opener.tabIndex >= 0
    return isOfPage && opener.isConnected ? opener : focusPage()
  }
}

/** Focuses the page itself. Named to Base UI, it would stand for the first field on it. */
export function focusPage(): false {
  document.getElementById('main')?.focus()
  return false
}
