import { SearchIcon } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useShortcuts } from './use-shortcuts.ts'
import type { Opened } from './use-shortcuts.ts'

const Finder = lazy(async () => ({ default: (await import('./finder.tsx')).Finder }))
const Shortcuts = lazy(async () => ({
  default: (await import('./shortcuts-dialog.tsx')).Shortcuts,
}))

/** The way to everything by its name, and the keys that lead there. What they open comes when it is first asked for. */
export function FindButton() {
  const [opened, setOpened] = useState<Opened>()
  useShortcuts(setOpened)
  const close = () => setOpened(undefined)
  return (
    <>
      <button type="button" className="find" onClick={() => setOpened('find')}>
        <SearchIcon size={16} aria-hidden />
        <span className="grow">Find</span>
        <kbd aria-hidden>/</kbd>
      </button>
      <Suspense>
        {opened === 'find' && <Finder onClose={close} />}
        {opened === 'help' && <Shortcuts onClose={close} />}
      </Suspense>
    </>
  )
}
