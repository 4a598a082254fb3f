import { Check, Minus } from 'lucide-react'
import type { RuleWhyNot } from '../../replies.ts'
import { sentence } from '../../ui/problem-box.tsx'

const names: Record<string, string> = {
  rule: 'Rule is published',
  time: 'Rule is running',
  user: 'User is not blocked',
  connection: 'Account is connected',
  required: 'What comes before is done',
  interval: 'Window is free',
  cap: 'Cap has room',
  evidence: 'Fact was found',
}

/** Every gate in the order in which a claim meets them: what is there, and what is needed. */
export function Gates({ gates }: { gates: RuleWhyNot['gates'] }) {
  return (
    <ol>
      {gates.map(({ gate, isOpen, message, current, needed }) => (
        <li key={gate} className={isOpen ? '' : 'shut'}>
          {isOpen ? (
            <Check size={14} role="img" aria-label="open" />
          ) : (
            <Minus size={14} role="img" aria-label="shut" />
          )}
          <span>{names[gate] ?? gate}</span>
          <span className="quiet break">
            {isOpen ? (
              sentence(message)
            ) : (
              <>
                {sentence(message)} Has <b className="strong">{current}</b>, needs{' '}
                <b className="strong">{needed}</b>.
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}
