import { SearchIcon } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

const restMs = 250

/** Tells what is looked for once the typing rests. */
export function Search({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}) {
  const [text, setText] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // The address is changed elsewhere too: by going back, or by dropping the filter.
  useEffect(() => setText(value), [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onChange(next.trim()), restMs)
  }
  return (
    <div className="search">
      <SearchIcon size={14} aria-hidden />
      <input
        type="search"
        className="input"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => type(event.target.value)}
      />
    </div>
  )
}
