import { useNavigate } from '@tanstack/react-router'
import { ChevronsUpDown } from 'lucide-react'
import icon from './look/icon.svg?inline'
import { useProgramme } from './programme.ts'
import type { Session } from './replies.ts'

/** Whose programme it is, and which one; where there are several, they are chosen here. */
export function ProgrammeHead({ session: { organization } }: { session: Session }) {
  const { programmes, programme } = useProgramme()
  const navigate = useNavigate()
  const choose = (website: string) =>
    void navigate({ to: '.', search: { website, currency: undefined } })
  return (
    <header className="programme">
      <img src={icon} alt="" width={24} height={24} />
      <div className="grow">
        <p className="clip strong">{programme?.name ?? organization.name}</p>
        <p className="clip faint small">{organization.name}</p>
      </div>
      {programmes.length > 1 && (
        <>
          <ChevronsUpDown size={14} aria-hidden />
          {/* The platform's own list, laid over what it says. */}
          <select
            aria-label="Programme"
            value={programme?.id ?? ''}
            onChange={({ target }) => choose(target.value)}
          >
            {programmes.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </>
      )}
    </header>
  )
}
