import { AlertDialog } from '@base-ui/react/alert-dialog'
import type { ReactNode } from 'react'
import { ProblemBox } from './problem-box.tsx'

interface ConfirmProps {
  title: string
  /** What the button does, with its number. */
  action: string
  /** What the other button does. */
  otherwise?: string
  children: ReactNode
  error: Error | null
  isPending: boolean
  /** Before there is anything to agree to. */
  isBlocked?: boolean
  onConfirm: () => void
  onClose: () => void
}

/** A question with what follows from a yes. */
export function Confirm(props: ConfirmProps) {
  const { title, action, otherwise = 'Leave it', children, error, isPending } = props
  const { isBlocked = false, onConfirm, onClose } = props
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog narrow">
          <AlertDialog.Title className="break">{title}</AlertDialog.Title>
          <AlertDialog.Description className="quiet break" render={<div />}>
            {children}
          </AlertDialog.Description>
          {error && <ProblemBox error={error} />}
          <div className="row wrap">
            <button
              type="button"
              className="button primary"
              disabled={isPending || isBlocked}
              onClick={({ detail }) => {
                // The second click of a double click would ask for the same again.
                if (detail < 2) onConfirm()
              }}
            >
              {isPending ? 'Saving' : action}
            </button>
            <AlertDialog.Close className="button">{otherwise}</AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
