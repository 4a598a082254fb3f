interface SaveBarProps {
  /** Of the rule as it is stored; a rule that is being made has none. */
  version: number | undefined
  isChanged: boolean
  isPending: boolean
  onDrop: () => void
  onSave: () => void
}

/** Whether there is anything to save, and the button that does. */
export function SaveBar({ version, isChanged, isPending, onDrop, onSave }: SaveBarProps) {
  const isNew = version === undefined
  return (
    <div className="save-bar">
      <p className="grow quiet">
        {isChanged ? (
          <span className="badge wait">Not saved yet</span>
        ) : (
          !isNew && `Version ${version}, without changes`
        )}
      </p>
      {isChanged && (
        <button type="button" className="button" disabled={isPending} onClick={onDrop}>
          Drop changes
        </button>
      )}
      <button
        type="button"
        className="button primary"
        title="Ctrl S"
        disabled={isPending || (!isNew && !isChanged)}
        onClick={onSave}
      >
        {isPending ? 'Saving' : isNew ? 'Create rule' : `Save version ${version + 1}`}
      </button>
    </div>
  )
}
