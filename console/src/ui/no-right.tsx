import type { Session } from '../replies.ts'
import { Empty } from './empty.tsx'

/** What stands where a link leads that somebody else has pasted: which key it takes. */
export function NoRight({ session: { key, role } }: { session: Session }) {
  return (
    <Empty title="Your key may not do this">
      It takes a key that may write: an <code>ORGANIZATION_API_KEY</code> or a{' '}
      <code>WEBSITE_API_KEY</code>. Yours, {key.name}, is a <code>{role}</code>.
    </Empty>
  )
}
