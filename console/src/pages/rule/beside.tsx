import { useState } from 'react'
import type { Validation } from '../../replies.ts'
import { ProblemBox, sentence } from '../../ui/problem-box.tsx'
import { Tabbed } from '../../ui/tabbed.tsx'
import type { RuleBody } from './use-rule-draft.ts'

interface BesideProps {
  draft: RuleBody
  validation: Validation | undefined
  error: Error | null
  isTried: boolean
}

/** What the server says of the draft, and the draft as the API takes it. */
export function Beside({ draft, validation, error, isTried }: BesideProps) {
  const [tab, setTab] = useState('check')
  return (
    <div className="card beside">
      <Tabbed
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'check', text: 'Check', content: <Check {...{ validation, error, isTried }} /> },
          {
            value: 'json',
            text: 'JSON',
            content: <pre tabIndex={0}>{JSON.stringify(draft, null, 2)}</pre>,
          },
        ]}
      />
    </div>
  )
}

function Check({ validation, error, isTried }: Omit<BesideProps, 'draft'>) {
  if (error) return <ProblemBox error={error} unchanged />
  if (!validation) return <p className="quiet">The server is asked.</p>
  const { isValid, errors, warnings } = validation
  return (
    <>
      <p role="status">
        {isValid && 'The server would take this rule.'}
        {!isValid && !isTried && 'The server checks what you fill in as you go.'}
        {!isValid && isTried && `Still to be mended: ${errors.length}.`}
      </p>
      {!isValid && isTried && (
        <ul className="stack">
          {errors.map(({ pointer, message }) => (
            <li key={`${pointer} ${message}`} className="break">
              <code>{pointer}</code> {sentence(message)}
            </li>
          ))}
        </ul>
      )}
      {warnings.length > 0 && (
        <ul className="stack">
          {warnings.map(({ pointer, message }) => (
            <li key={pointer} className="quiet break">
              <code>{pointer}</code> {sentence(message)}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
