import { useState } from 'react'
import type { Rule } from '../../replies.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { pathOfRule } from './path-of-rule.ts'
import { useRuleWrite } from './use-rule-write.ts'

/** Stops a rule, or lets it go on, after saying what that means. */
export function PauseButton({ rule }: { rule: Rule }) {
  const [isAsking, setIsAsking] = useState(false)
  return (
    <>
      <button type="button" className="button" onClick={() => setIsAsking(true)}>
        {rule.isPaused === true ? 'Resume...' : 'Pause...'}
      </button>
      {isAsking && <Question rule={rule} onClose={() => setIsAsking(false)} />}
    </>
  )
}

function Question({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  // What is asked stays the question while the answer comes in.
  const [isPaused] = useState(rule.isPaused === true)
  const write = useRuleWrite({
    path: `${pathOfRule(rule.id)}/${isPaused ? 'resume' : 'pause'}`,
    done: () => (isPaused ? 'Resumed' : 'Paused'),
    onDone: onClose,
  })
  return (
    <Confirm
      title={isPaused ? `Resume “${rule.name}”?` : `Pause “${rule.name}”?`}
      action={isPaused ? 'Resume' : 'Pause'}
      error={write.error}
      isPending={write.isPending}
      onConfirm={() => write.mutate()}
      onClose={onClose}
    >
      {isPaused
        ? 'Claims are taken again from now on. Those that were refused meanwhile were not kept: members ask again.'
        : 'New claims are refused, and sweeps and events pass it by. Claims that are under way are still settled, and nothing that was paid is taken back.'}
    </Confirm>
  )
}
