import type { Receipt } from '../../replies.ts'
import { Pairs } from '../../ui/pairs.tsx'
import { TrustMark } from '../../ui/trust-mark.tsx'

/** The evidence as it was written down when it was seen. */
export function WhatWasSeen({ receipt }: { receipt: Receipt }) {
  const { evidence, trust, measured, proofs, pin, message } = receipt
  const facts = {
    ...(measured === null ? {} : { measured }),
    ...evidence,
    ...(pin ? { 'seen as of': pin } : {}),
    ...(proofs.length === 0 ? {} : { 'counted once': proofs }),
  }
  return (
    <section className="card" aria-labelledby="seen">
      <header>
        <h2 id="seen">What was seen</h2>
        {trust !== null && <TrustMark trust={trust} />}
      </header>
      {message !== null && <p className="pad quiet break">{message}</p>}
      {Object.keys(facts).length > 0 ? (
        <Pairs facts={facts} />
      ) : (
        <p className="pad quiet">Not known: nothing has been looked at yet.</p>
      )}
    </section>
  )
}
