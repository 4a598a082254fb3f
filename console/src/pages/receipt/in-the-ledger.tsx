import { amountText, parseAmount, sumOf } from '../../amount.ts'
import { points, signed, words } from '../../format.ts'
import type { Receipt } from '../../replies.ts'

type Leg = Receipt['ledger']['legs'][number]

interface Names {
  user: string
  rule: string
}

/** What was booked: what sums to zero first, and what only counts apart from it. */
export function InTheLedger({ receipt, names }: { receipt: Receipt; names: Names }) {
  const { legs, counters } = receipt.ledger
  const nameOf = (account: string) => ownerName(account, receipt, names)
  return (
    <section className="card" aria-labelledby="ledger">
      <header>
        <h2 id="ledger">In the ledger</h2>
        {legs.length > 0 && <span className="faint small">sums to 0 with the issuance</span>}
      </header>
      {legs.length === 0 && <p className="pad quiet">Nothing was booked.</p>}
      {legs.length > 0 && <Legs caption="Entries" {...{ legs, nameOf }} issued={issuedFor(legs)} />}
      {counters.length > 0 && <Legs caption="Caps and budgets" {...{ legs: counters, nameOf }} />}
    </section>
  )
}

interface LegsProps {
  caption: string
  legs: readonly Leg[]
  nameOf: (account: string) => string
  /** What the programme's issuance moved by. It is written once per round of postings, and so is no entry of this one. */
  issued?: string
}

function Legs({ caption, legs, nameOf, issued }: LegsProps) {
  return (
    <div className="scroll-x" role="region" aria-label={caption} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th>{caption}</th>
            <th className="num">#</th>
            <th className="num">Points</th>
            <th className="num">Then</th>
          </tr>
        </thead>
        <tbody>
          {legs.map(({ entry, account, kind, seq, amount, asked, balanceAfter }) => (
            <tr key={entry}>
              <td>
                <span className="break" title={account}>
                  {nameOf(account)}
                </span>{' '}
                <span className="faint small">{words(kind)}</span>
              </td>
              <td className="num faint">{seq}</td>
              <td className={`num strong ${amount.amount.startsWith('-') ? 'minus' : 'plus'}`}>
                {signed(amount.amount)}
                {asked && <span className="faint small"> of {points(asked.amount)}</span>}
              </td>
              <td className="num">{points(balanceAfter.amount)}</td>
            </tr>
          ))}
          {issued !== undefined && (
            <tr title="Kept as one entry for each round of postings">
              <td className="quiet">Issuance of the programme</td>
              <td />
              <td className="num quiet">{signed(issued)}</td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}

/** A posting sums to zero: what its entries do not, the issuance did. */
function issuedFor(legs: readonly Leg[]): string {
  const sum = parseAmount(sumOf(legs.map(({ amount }) => amount.amount))) ?? 0n
  return amountText(-sum)
}

/** The last part of an account's name is whose it is. */
function ownerName(account: string, { userId }: Receipt, { user, rule }: Names): string {
  const [, , , owner = account] = account.split(':')
  if (owner === userId) return user
  return owner === 'cap' || owner === 'budget' ? `${words(owner)} of ${rule}` : words(owner)
}
