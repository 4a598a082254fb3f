import { Moon, Sun } from 'lucide-react'
import { useState } from 'react'

/** Light or dark, as the system says until somebody chooses. */
export function SchemeButton() {
  const [isDark, setIsDark] = useState(isDarkNow)
  const flip = () => {
    const scheme = isDark ? 'light' : 'dark'
    localStorage.setItem('scheme', scheme)
    document.documentElement.dataset.scheme = scheme
    setIsDark(!isDark)
  }
  const Icon = isDark ? Sun : Moon
  return (
    <button type="button" className="place" onClick={flip}>
      <Icon size={16} aria-hidden />
      {isDark ? 'Light' : 'Dark'}
    </button>
  )
}

function isDarkNow(): boolean {
  const { scheme } = document.documentElement.dataset
  if (scheme === 'dark' || scheme === 'light') return scheme === 'dark'
  return matchMedia('(prefers-color-scheme: dark)').matches
}
