import { useEffect } from 'react'
import type { ReactNode } from 'react'

/** The one `h1` of a page, which names the tab of the browser too. */
export function PageHead({
  title,
  children,
  actions,
}: {
  title: string
  children?: ReactNode
  actions?: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · Vouchsafe`
  }, [title])
  return (
    <header className="page-head">
      <div className="grow">
        <h1 className="break">{title}</h1>
        {children && <div className="quiet">{children}</div>}
      </div>
      {actions}
    </header>
  )
}
