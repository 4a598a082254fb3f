import { sentence } from '../format.ts'
import { Problem } from '../problem.ts'
import { Copy } from './copy.tsx'

export { sentence }

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
