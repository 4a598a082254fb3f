import { points } from '../../format.ts'
import type { Receipt } from '../../replies.ts'

/** Every step from the amount of the rule to what was paid. */
export function Arithmetic({ receipt }: { receipt: Receipt }) {
  const { steps, rewards, cut } = receipt
  return (
    <section className="card" aria-labelledby="number">
      <header>
        <h2 id="number">How the number came about</h2>
        <span className="faint small">Rule version {receipt.rule.version}</span>
      </header>
      {steps.length === 0 && <p className="pad quiet">Nothing was reckoned, as nothing was met.</p>}
      <ol className="sum">
        {steps.map(({ label, value }, index) => (
          <li key={index}>
            <span className="break">{label}</span>
            <code>{value}</code>
          </li>
        ))}
        {cut && (
          <li>
            <span>caps and budgets left {points(cut.given.amount)}</span>
            <code>of {points(cut.asked.amount)}</code>
          </li>
        )}
        {rewards.map((reward, index) => (
          <li key={`reward ${index}`} className="paid">
            <span>{paidWords[reward.type]}</span>
            <b>
              {reward.type === 'points' && points(reward.amount.amount)}
              {reward.type === 'multiplier' && `x${reward.factor}`}
              {reward.type === 'badge' && reward.loyaltyBadgeId}
            </b>
          </li>
        ))}
      </ol>
    </section>
  )
}

const paidWords = { points: 'Paid', multiplier: 'Multiplier given', badge: 'Badge given' }
