/** A share by billing method: two lanes, their counters on top, live. */

import { Badge } from 'antd'
import { Link, useParams } from 'react-router'
import type { BillUnit } from '../../formats/money.ts'
import { SearchField } from '../../forms/search-field.tsx'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Heading } from '../../shell/heading.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { useCall } from '../../shell/use-call.ts'
import { nameOfState } from '../computers/computer-state.tsx'
import { ShareUsers } from '../share-users/share-users.tsx'
import { UsageSection } from '../usage/usage-section.tsx'
import type { ShareDetail } from './answers.ts'
import { PayAsYouGoCounters, SubscriptionCounters } from './counters.tsx'
import { LaneSection } from './lane-section.tsx'
import { ShareFacts } from './share-facts.tsx'
import { laneInput, listing } from './use-lane.ts'
import { lookedIn } from './view.ts'
import { ViewChoice } from './view-choice.tsx'
import { WhyButton } from './why-button.tsx'
import './share.css'

const states = ['Running', 'Stopped', 'Starting', 'Stopping', 'Rebuilding', 'Pending', 'Expired'] as const

export function Component() {
  const text = useText()
  const { share } = text
  const { regionId = '', shareId = '' } = useParams()
  const { params, set } = useAddress()
  const filter = params.get('q') ?? ''
  const status = params.get('status') ?? ''
  const looked = lookedIn(params)
  const withReleased = looked.view === 'released'
  const which = { RegionId: regionId, DesktopGroupId: shareId }
  const detail = useCall<ShareDetail>('GetDesktopGroupDetail', which, { every: 10_000 })
  const unit = useCall<BillUnit>('ExplainShareBill', { ...which, MaxResults: 1 })
  const found = detail.data?.body.Desktops

  if (detail.data === undefined) {
    return (
      <>
        <Heading title={shareId} />
        {detail.error === null ? <Loading /> : <Failure error={detail.error} onRetry={() => void detail.refetch()} />}
      </>
    )
  }
  if (found === undefined) {
    return (
      <>
        <Heading title={share.unknownTitle} />
        <p>{share.unknown(shareId, regionId)}</p>
        <Link to={`/shares?region=${encodeURIComponent(regionId)}`}>{share.back}</Link>
      </>
    )
  }
  const lane = (kind: 'PrePaid' | 'PostPaid') => ({
    kind,
    regionId,
    shareId,
    looked,
    filter,
    status: withReleased ? '' : status,
    input: laneInput(regionId, shareId, kind, withReleased),
  })
  return (
    <>
      <Link to={`/shares?region=${encodeURIComponent(regionId)}`}>{share.back}</Link>
      <Heading title={found.DesktopGroupName}>
        <span title={share.liveHint}>
          <Badge status="processing" text={share.live} />
        </span>
        <Link to="settings/general">{text.shareSettings.manage}</Link>
        <CodeButton operation={listing} input={{ ...which, IgnoreDeleted: withReleased, MaxResults: 100 }} />
      </Heading>
      <ShareFacts share={found} regionId={regionId} />
      <UsageSection regionId={regionId} shareId={shareId} />
      <ShareUsers regionId={regionId} shareId={shareId} />
      <ViewChoice looked={looked} set={set} />
      <search className="filters">
        <SearchField label={share.search} query={filter} onSearch={q => set({ q })} />
        {!withReleased && (
          <select
            className="switch"
            aria-label={share.statusFilter}
            value={status}
            onChange={({ target }) => set({ status: target.value })}
          >
            <option value="">{share.allStatuses}</option>
            {states.map(state => (
              <option key={state} value={state}>
                {nameOfState(state, text)}
              </option>
            ))}
          </select>
        )}
      </search>
      <div className="lanes">
        <LaneSection {...lane('PrePaid')}>{counters => <SubscriptionCounters counters={counters} />}</LaneSection>
        {looked.view !== 'expiring' && (
          <LaneSection {...lane('PostPaid')}>
            {counters => (
              <div className="explained">
                <PayAsYouGoCounters counters={unit.isPending ? undefined : counters} unit={unit.data?.body} />
                <WhyButton regionId={regionId} shareId={shareId} />
              </div>
            )}
          </LaneSection>
        )}
      </div>
    </>
  )
}
