/** Facts of any shape, as they are stored: what is within others is indented below them. */
export function Pairs({ facts }: { facts: Readonly<Record<string, unknown>> }) {
  return (
    <dl className="pairs">
      {Object.entries(facts).map(([name, fact]) => (
        <div key={name}>
          <dt>{spaced(name)}</dt>
          <dd>{isNested(fact) ? <Pairs facts={{ ...fact }} /> : textOf(fact)}</dd>
        </div>
      ))}
    </dl>
  )
}

function isNested(fact: unknown): fact is object {
  return typeof fact === 'object' && fact !== null && Object.keys(fact).length > 0
}

function textOf(fact: unknown): string {
  if (fact === true) return 'yes'
  if (fact === false) return 'no'
  if (fact === null || fact === undefined) return 'none'
  return typeof fact === 'string' ? fact : JSON.stringify(fact)
}

/** `acceptedAt` as `accepted at`; an address or another name with digits stays as it is. */
function spaced(name: string): string {
  if (/^\d+$/.test(name)) return String(Number(name) + 1)
  if (!/^[a-z]+(?:[A-Z][a-z]+)*$/.test(name)) return name
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
