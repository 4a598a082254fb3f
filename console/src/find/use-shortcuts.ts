import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { goes, isTaken } from './shortcuts.ts'

export type Opened = 'find' | 'help'

/** Listens for the keys that mean something everywhere. */
export function useShortcuts(open: (what: Opened) => void) {
  const navigate = useNavigate()
  const latest = useRef(open)
  latest.current = open
  useEffect(() => {
    let isGoing = false
    const press = (event: KeyboardEvent) => {
      const place = isGoing ? goes.find(({ key }) => key === event.key) : undefined
      isGoing = false
      if (event.defaultPrevented || isTaken(event.target)) return
      const opened = openedBy(event)
      if (opened) {
        // The browser has a use for them too.
        event.preventDefault()
        latest.current(opened)
      } else if (!isModified(event)) {
        isGoing = event.key === 'g'
        if (place) void navigate({ to: place.to })
      }
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [navigate])
}

function openedBy(event: KeyboardEvent): Opened | undefined {
  const { key, ctrlKey, metaKey, altKey } = event
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') return 'find'
  if (isModified(event)) return undefined
  return key === '/' ? 'find' : key === '?' ? 'help' : undefined
}

function isModified({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey
}
