import { useNavigate, useSearch } from '@tanstack/react-router'
import { exactly } from '../../format.ts'
import { LiveFeed } from '../../live/live-feed.tsx'
import { useProgramme } from '../../programme.ts'
import { useOverview } from '../../queries.ts'
import type { Overview as OverviewReply } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Segments } from '../../ui/segments.tsx'
import { AttentionBox } from './attention-box.tsx'
import { Figures } from './figures.tsx'
import { Outcomes } from './outcomes.tsx'
import { PointsByRule } from './points-by-rule.tsx'
import { Sources } from './sources.tsx'

/** What needs a person comes first, then how it goes. */
export function Overview() {
  const { range = '24h' } = useSearch({ from: '/' })
  const navigate = useNavigate({ from: '/' })
  const { websiteId } = useProgramme()
  const { data, error, refetch } = useOverview(range, websiteId)
  return (
    <>
      <PageHead
        title="Overview"
        actions={
          <Segments
            label="Period"
            value={range}
            options={{ '1h': '1 hour', '24h': '24 hours', '7d': '7 days' }}
            onChange={(next) =>
              void navigate({
                search: (now) => ({ ...now, range: next === '24h' ? undefined : next }),
                replace: true,
              })
            }
          />
        }
      >
        {data?.asOf && <>Counted until {exactly(data.asOf).replace(/\.\d+/, '')}.</>}
      </PageHead>
      {data ? (
        <Parts {...{ data }} />
      ) : (
        <div className="card">
          {error ? <ProblemBox error={error} retry={() => void refetch()} /> : <Bones rows={10} />}
        </div>
      )}
    </>
  )
}

function Parts({ data }: { data: OverviewReply }) {
  return (
    <div className="overview">
      <AttentionBox items={data.attention} />
      <Figures {...{ data }} />
      <Outcomes {...{ data }} />
      <PointsByRule {...{ data }} />
      <Sources sources={data.sources} />
      <LiveFeed />
    </div>
  )
}
