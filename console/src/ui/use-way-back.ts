import { useState } from 'react'

/** Where focus goes when a dialog closes: to what opened it, or, if that is no more, to the page. */
export function useWayBack(): () => HTMLElement | null {
  const [opener] = useState(() => document.activeElement)
  return () => {
    const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body
    return isThere ? opener : document.getElementById('main')
  }
}
