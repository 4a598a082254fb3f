import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { RuleType } from '../../replies.ts'
import { Empty } from '../../ui/empty.tsx'
import { Search } from '../../ui/search.tsx'
import { TrustMark } from '../../ui/trust-mark.tsx'
import { connectionName, familyName } from './catalogue-words.ts'

/** All types that rules can be made of, by family, and why some cannot be used here. */
export function Catalogue({ types }: { types: readonly RuleType[] }) {
  const { q = '' } = useSearch({ from: '/rules/new' })
  const navigate = useNavigate({ from: '/rules/new' })
  const found = types.filter((type) => isMeant(type, q))
  const families = [...Map.groupBy(found, ({ family }) => familyName(family))]
  const look = (next: string) =>
    void navigate({ search: next === '' ? {} : { q: next }, replace: true })
  return (
    <>
      <div className="toolbar">
        <Search label="Find a type" value={q} onChange={look} />
      </div>
      {families.map(([family, members]) => (
        <section key={family} className="family">
          <h2>{family}</h2>
          <ul className="catalogue">
            {members.map((type) => (
              <li key={type.type}>
                <TypeCard type={type} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {families.length === 0 && (
        <Empty
          title="No type is like that"
          action={
            <Link to="/rules/new" className="button">
              Show all
            </Link>
          }
        >
          Types are found by what they are called, what they verify and whom they ask.
        </Empty>
      )}
    </>
  )
}

function TypeCard({ type }: { type: RuleType }) {
  if (type.unavailable === null) {
    return (
      <Link to="/rules/new" search={{ type: type.type }} className="type-card">
        <About type={type} />
      </Link>
    )
  }
  return (
    <div className="type-card shut">
      <About type={type} />
      <p className="small wait-text">Cannot be used here: {type.unavailable}.</p>
    </div>
  )
}

function About({ type }: { type: RuleType }) {
  const needs = connectionName(type.requires)
  return (
    <>
      <span className="strong">{type.title}</span>
      <span className="quiet small">{type.description}</span>
      <span className="row wrap small">
        <TrustMark trust={type.trust} />
        {needs !== undefined && <span className="quiet">needs {needs}</span>}
      </span>
      <code className="faint">{type.type}</code>
    </>
  )
}

function isMeant(type: RuleType, q: string): boolean {
  const { title, description, family, provider } = type
  const text = [type.type, title, description, familyName(family), provider].join(' ').toLowerCase()
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
