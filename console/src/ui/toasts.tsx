import { Toast } from '@base-ui/react/toast'
import type { ReactNode } from 'react'

/** What was done, and where undo is. Focus stays where it was. */
export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider timeout={6000}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts" aria-label="Messages">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

export const useToasts = Toast.useToastManager

function List() {
  const { toasts } = useToasts()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast">
      <Toast.Title />
      <Toast.Description className="break" />
    </Toast.Root>
  ))
}
