import { Dialog } from '@base-ui/react/dialog'
import { useNavigate } from '@tanstack/react-router'
import { useId, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { counted } from '../format.ts'
import { ProblemBox } from '../ui/problem-box.tsx'
import { focusPage } from '../ui/use-way-back.ts'
import type { Found } from './found.ts'
import { useFind } from './use-find.ts'

/** Finds whatever has a name or an id. Arrows choose, Enter goes there, Escape leads back. */
export function Finder({ onClose }: { onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null)
  const hasGone = useRef(false)
  const navigate = useNavigate()
  const go = ({ place }: Found) => {
    hasGone.current = true
    onClose()
    void navigate(place)
  }
  // Whoever went somewhere goes on from there; whoever did not is where they were.
  const backTo = () => (hasGone.current ? focusPage() : true)
  return (
    <Dialog.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog finder" initialFocus={input} finalFocus={backTo}>
          <Dialog.Title className="sr">Find</Dialog.Title>
          <Box input={input} onGo={go} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface BoxProps {
  input: React.RefObject<HTMLInputElement | null>
  onGo: (found: Found) => void
}

function Box({ input, onGo }: BoxProps) {
  const id = useId()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const { found, isSettled, error } = useFind(text)
  const chosen = found[Math.min(active, found.length - 1)]
  const optionId = (key: string) => `${id}-${found.findIndex((each) => each.key === key)}`

  function press(event: KeyboardEvent) {
    const to = targetOf(event.key, Math.min(active, found.length - 1), found.length)
    if (event.key === 'Enter' && chosen) onGo(chosen)
    else if (to === undefined) return
    else setActive(to)
    event.preventDefault()
  }

  return (
    <>
      <input
        ref={input}
        className="finder-input"
        role="combobox"
        aria-label="Rule, user, claim, entry or page"
        placeholder="Name, handle, wallet, e-mail address, or any id"
        aria-autocomplete="list"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen && optionId(chosen.key)}
        autoComplete="off"
        spellCheck={false}
        maxLength={2000}
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          setActive(0)
        }}
        onKeyDown={press}
      />
      {error && <ProblemBox error={error} />}
      <ul id={`${id}-list`} className="finder-list" role="listbox" aria-label="Found">
        {found.map((each, index) => (
          <Option
            key={each.key}
            id={`${id}-${index}`}
            found={each}
            isActive={each === chosen}
            onPoint={() => setActive(index)}
            onGo={() => onGo(each)}
          />
        ))}
      </ul>
      <p className="finder-note faint small" role="status">
        {noteOf(text, found.length, isSettled)}
      </p>
    </>
  )
}

interface OptionProps {
  id: string
  found: Found
  isActive: boolean
  onPoint: () => void
  onGo: () => void
}

function Option({ id, found: { kind, title, note }, isActive, onPoint, onGo }: OptionProps) {
  return (
    <li
      id={id}
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: 'nearest' })
      }}
      role="option"
      aria-selected={isActive}
      className="item"
      data-highlighted={isActive || undefined}
      onPointerMove={onPoint}
      onClick={onGo}
    >
      <span className="clip">
        <span className="strong">{title}</span> <span className="faint small">{note}</span>
      </span>
      <span className="badge">{kind}</span>
    </li>
  )
}

function targetOf(key: string, index: number, length: number): number | undefined {
  if (length === 0) return undefined
  if (key === 'ArrowDown') return (index + 1) % length
  if (key === 'ArrowUp') return (index - 1 + length) % length
  return undefined
}

function noteOf(text: string, length: number, isSettled: boolean): string {
  if (!isSettled) return 'Looking'
  if (length > 0) return `${counted(length, 'thing')} found`
  return `Nothing is found by “${text.trim()}”. The beginning of a name, handle, e-mail address or wallet is looked for, or a whole id.`
}
