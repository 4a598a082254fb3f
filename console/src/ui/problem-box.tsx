import { Problem } from '../problem.ts'
import { Copy } from './copy.tsx'

/** Takes the place of what failed, and of nothing else. `unchanged` is said only where it is certain. */
export function ProblemBox({
  error,
  retry,
  unchanged,
}: {
  error: Error
  retry?: () => void
  unchanged?: boolean
}) {
  const { code, requestId } = error instanceof Problem ? error : {}
  return (
    <div className="problem" role="alert">
      <p>{sentence(error.message)}</p>
      <p className="small row wrap">
        {unchanged && <span>Nothing was changed.</span>}
        {code && (
          <span>
            Code <code>{code}</code>
          </span>
        )}
        {requestId && <Copy text={requestId} shown={`request ${requestId}`} />}
      </p>
      {retry && (
        <button type="button" className="button small" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  )
}

/** The server's own sentences begin small and have no full stop, since they also stand within others. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}
