import { useState } from 'react'
import { sentence } from '../../format.ts'
import type { Schema, Values } from '../../form/schema.ts'
import { labelAt } from '../../form/told.ts'
import type { FieldError } from '../../problem.ts'
import type { Validation } from '../../replies.ts'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Tabbed } from '../../ui/tabbed.tsx'

interface CheckProps {
  schema: Schema
  validation: Validation | undefined
  errors: readonly Pick<FieldError, 'pointer' | 'message'>[]
  error: Error | null
  isTried: boolean
  /** Goes to the field that a pointer names. */
  onPlace: (pointer: string) => void
}

interface BesideProps extends CheckProps {
  /** The rule as the API takes it. */
  body: Values
}

/** What the server says of the draft, and the draft as the API takes it. */
export function Beside({ body, ...check }: BesideProps) {
  const [tab, setTab] = useState('check')
  const json = <pre tabIndex={0}>{JSON.stringify(body, null, 2)}</pre>
  return (
    <div className="card beside">
      <Tabbed
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'check', text: 'Check', content: <Check {...check} /> },
          { value: 'json', text: 'JSON', content: json },
        ]}
      />
    </div>
  )
}

function Check({ schema, validation, errors, error, isTried, onPlace }: CheckProps) {
  if (error) return <ProblemBox error={error} unchanged />
  if (!validation) return <p className="quiet">The server is asked.</p>
  const isRight = errors.length === 0 && validation.isValid
  return (
    <>
      <p role="status">
        {isRight && 'The server would take this rule.'}
        {!isRight && !isTried && 'The server checks what you fill in as you go.'}
        {!isRight && isTried && `Still to be mended: ${errors.length}.`}
      </p>
      {!isRight && isTried && (
        <ul className="stack">
          {errors.map(({ pointer, message }) => (
            <li key={`${pointer} ${message}`} className="break">
              <button type="button" className="link strong" onClick={() => onPlace(pointer)}>
                {labelAt(schema, pointer)}
              </button>
              <br />
              {sentence(message)}
            </li>
          ))}
        </ul>
      )}
      {validation.warnings.length > 0 && (
        <ul className="stack">
          {validation.warnings.map(({ pointer, message }) => (
            <li key={pointer} className="quiet break">
              {labelAt(schema, pointer)}: {sentence(message)}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
