import { CopyIcon } from 'lucide-react'
import { useToasts } from './toasts.tsx'

/** An id that people paste elsewhere. Shown shortened, it is copied whole. */
export function Copy({ text, shown = text }: { text: string; shown?: string }) {
  const toasts = useToasts()
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    toasts.add({ title: 'Copied', description: text })
  }
  return (
    <button type="button" className="copy" title={text} onClick={() => void copy()}>
      <span className="sr">Copy</span> {shown}
      <CopyIcon size={12} aria-hidden />
    </button>
  )
}
