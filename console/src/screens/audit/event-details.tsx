/** Everything that is on record about one call. */
import { Link } from 'react-router'
import { laidOut } from '../../formats/laid-out.ts'
import { showNumber } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { Code } from '../../shell/code.tsx'
import { Copyable } from '../../shell/copyable.tsx'

export interface AuditEvent {
  readonly requestId: string
  readonly eventTime: string
  readonly eventType: 'ApiCall' | 'ConsoleCall' | 'ConsoleSignin' | 'ConsoleSignout'
  readonly eventRW: 'Read' | 'Write'
  readonly serviceName: string
  readonly eventName: string
  readonly acsRegion?: string
  readonly userIdentity: {
    readonly type: string
    readonly userName?: string
    readonly accessKeyId: string
    readonly assumedBy?: string
  }
  readonly sourceIpAddress: string
  readonly userAgent?: string
  readonly secureTransport: boolean
  readonly requestParameterJson?: string
  readonly resourceNames: readonly string[]
  readonly decision: 'Allow' | 'ImplicitDeny' | 'ExplicitDeny' | 'NotAsked'
  readonly decisionReason?: string
  readonly warnOnly?: boolean
  readonly errorCode?: string
  readonly httpStatus: number
  readonly durationMs: number
}

export function EventDetails({ event }: { readonly event: AuditEvent }) {
  const { text, code } = useLanguage()
  const { audit } = text
  const { userIdentity } = event
  const facts: [string, string][] = [
    [audit.kind, `${audit.kinds[event.eventType]} · ${event.eventRW} · ${event.serviceName}`],
    [audit.source, `${event.sourceIpAddress} ${event.secureTransport ? audit.overTls : audit.withoutTls}`],
    [audit.key, userIdentity.accessKeyId],
    [audit.assumedBy, userIdentity.assumedBy ?? ''],
    [audit.client, event.userAgent ?? ''],
    [audit.region, event.acsRegion ?? ''],
    [audit.resources, event.resourceNames.join(', ')],
    [audit.duration, audit.milliseconds(showNumber(event.durationMs, code))],
  ]
  return (
    <div className="event-details">
      {event.decisionReason !== undefined && (
        <p>
          <strong>{audit.reason}:</strong> {event.decisionReason}
        </p>
      )}
      <dl className="steps">
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name} className="fact">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        <div className="fact">
          <dt>{audit.requestId}</dt>
          <dd>
            <Copyable text={event.requestId} />
          </dd>
        </div>
      </dl>
      {event.requestParameterJson === undefined ? (
        <p className="small">{audit.noParameters}</p>
      ) : (
        <Code text={laidOut(event.requestParameterJson)} label={audit.parameters} />
      )}
      {event.decision !== 'NotAsked' && (
        <p>
          <Link to={`/access/explain?request=${encodeURIComponent(event.requestId)}`}>{audit.explain}</Link>
        </p>
      )}
    </div>
  )
}
