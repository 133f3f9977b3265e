/** Deleting a share: what goes with it, what forbids it, and its name typed before it is done. */
import { Link, useNavigate } from 'react-router'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { useText } from '../../language/language.tsx'
import type { PartProps } from './answers.ts'
import { useHindrances } from './use-hindrances.ts'

export function DeletePart(props: PartProps) {
  const { share, regionId } = props
  const { shareSettings } = useText()
  const navigate = useNavigate()
  const { reasons, computers, hasUsers } = useHindrances(props)
  const { goes } = shareSettings
  const timers = share.TimerInfos?.length ?? 0
  const phases = share.ScaleTimerInfos?.length ?? 0
  const region = encodeURIComponent(regionId)
  return (
    <section className="lane" aria-label={shareSettings.remove}>
      <h2>{shareSettings.remove}</h2>
      <h3>{shareSettings.whatGoes}</h3>
      <ul>
        <li>{goes.settings}</li>
        {computers !== undefined && computers > 0 && <li>{goes.computers(computers)}</li>}
        {timers > 0 && <li>{goes.timers(timers)}</li>}
        {phases > 0 && <li>{goes.phases(phases)}</li>}
      </ul>
      <p>{shareSettings.whatStays}</p>
      {reasons.length > 0 && (
        <div role="status">
          <p className="lead">{shareSettings.cannotYet}</p>
          <ul>
            {reasons.map(reason => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
          {hasUsers && (
            <p>
              <Link to={`/shares/${region}/${encodeURIComponent(share.DesktopGroupId)}`}>{shareSettings.toUsers}</Link>
            </p>
          )}
        </div>
      )}
      <div className="form-buttons">
        <ChangeButton
          operation="DeleteDesktopGroup"
          input={{ RegionId: regionId, DesktopGroupId: share.DesktopGroupId }}
          name={shareSettings.remove}
          asks={shareSettings.asksRemove}
          danger
          main
          word={share.DesktopGroupName}
          quiet
          forbidden={reasons.length === 0 ? undefined : reasons.join(' ')}
          then={() => navigate(`/shares?region=${region}`, { flushSync: true })}
        />
      </div>
    </section>
  )
}
