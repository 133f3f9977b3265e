import { showInstant } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { Copyable } from '../../shell/copyable.tsx'
import type { ShareDetail } from './answers.ts'

type Detail = NonNullable<ShareDetail['Desktops']>

/** What a share is, beside its computers. */
export function ShareFacts({ share: one, regionId }: { readonly share: Detail; readonly regionId: string }) {
  const { text, code } = useLanguage()
  const { share, shares } = text
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [share.id, <Copyable key="id" text={one.DesktopGroupId} />],
    [share.regionId, regionId],
    [shares.billing, one.PayType === 'PrePaid' ? shares.prePaid : shares.postPaid],
    [shares.status, shares.statuses[one.Status] ?? String(one.Status)],
    [share.network, one.OfficeSiteName ?? one.OfficeSiteId],
    [share.policy, one.PolicyGroupName ?? text.app.none],
    [share.image, one.ImageId],
    [
      share.size,
      one.Cpu === undefined || one.Memory === undefined
        ? (one.OwnBundleName ?? text.app.none)
        : share.hardware(one.Cpu, one.Memory / 1024, one.SystemDiskSize),
    ],
    [share.bounds, `${one.MinDesktopsCount} / ${one.MaxDesktopsCount ?? text.app.none}`],
    [share.sessions, String(one.BindAmount ?? 1)],
    [share.createdAt, showInstant(one.CreationTime, code)],
    ...(one.ExpiredTime === undefined ? [] : [[share.subscriptionEnds, showInstant(one.ExpiredTime, code)] as const]),
  ]
  return (
    <details className="facts">
      <summary>{share.facts}</summary>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
