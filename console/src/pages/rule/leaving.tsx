import { useBlocker } from '@tanstack/react-router'
import { Confirm } from '../../ui/confirm.tsx'

/** Asks whoever goes elsewhere with changes that are not saved; going to another tab of the same rule is no leaving. */
export function Leaving({ isChanged }: { isChanged: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => isChanged && !isSamePlace(current, next),
    enableBeforeUnload: () => isChanged,
    withResolver: true,
  })
  if (status !== 'blocked') return null
  return (
    <Confirm
      title="Leave with changes that are not saved?"
      action="Leave"
      otherwise="Stay"
      error={null}
      isPending={false}
      onConfirm={proceed}
      onClose={reset}
    >
      Nothing has been changed yet for anybody. Your changes stay in this tab of the browser: come
      back to this form, and they are there.
    </Confirm>
  )
}

interface Place {
  pathname: string
  search: object
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.pathname === b.pathname && typeIn(a) === typeIn(b)
}

function typeIn({ search }: Place): unknown {
  return 'type' in search ? search.type : undefined
}
