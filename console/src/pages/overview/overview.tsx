import { LiveFeed } from '../../live/live-feed.tsx'
import { PageHead } from '../../ui/page-head.tsx'

/** How things go, and what happens now. */
export function Overview() {
  return (
    <>
      <PageHead title="Overview">What happens now. A line opens its receipt.</PageHead>
      <LiveFeed />
    </>
  )
}
