import { Dialog } from '@base-ui/react/dialog'
import { shortcuts } from './shortcuts.ts'

/** What `?` shows. */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog narrow">
          <Dialog.Title>Keys</Dialog.Title>
          {Object.entries(shortcuts).map(([where, some]) => (
            <section key={where} aria-label={where}>
              <h3 className="faint small">{where}</h3>
              <dl className="keys">
                {some.map(({ keys, does }) => (
                  <div key={does + keys.join()}>
                    <dt>
                      {keys.map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dt>
                    <dd>{does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
          <p className="quiet small">None of them does anything while you type in a field.</p>
          <Dialog.Close className="button">Close</Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
