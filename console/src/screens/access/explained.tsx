/** A decision by its stages: which statements were looked at, which one settled it, and what is missing. */
import { Button, Tag } from 'antd'
import { Link, useNavigate } from 'react-router'
import { laidOut } from '../../formats/laid-out.ts'
import { showInstant } from '../../formats/times.ts'
import type { Messages } from '../../language/en.ts'
import { useLanguage, useText } from '../../language/language.tsx'
import { Code } from '../../shell/code.tsx'
import { type Considered, type Explanation, policyPath } from './answers.ts'
import { newPolicyFrom } from './new-policy.tsx'

/** What stands in the texts under a name that came over the wire; else the name itself. */
const named = (texts: Readonly<Record<string, string>>, name: string): string => texts[name] ?? name

const verdictIn = ({ access }: Messages, effect: string): string =>
  effect === 'Allow' ? access.allowed : effect === 'ExplicitDeny' ? access.explicitDeny : access.implicitDeny

/** Statements by stage, in the order in which they were taken. */
function byStage(statements: readonly Considered[]): [stage: string, statements: Considered[]][] {
  const stages = new Map<string, Considered[]>()
  for (const one of statements) {
    const before = stages.get(one.Stage)
    if (before === undefined) stages.set(one.Stage, [one])
    else before.push(one)
  }
  return [...stages]
}

function Statement({ one }: { readonly one: Considered }) {
  const { access } = useText()
  return (
    <li className={one.Decided ? 'access-statement decided' : 'access-statement'}>
      <p>
        <Tag color={one.Effect === 'Allow' ? 'success' : 'error'}>{one.Effect}</Tag>
        {one.PolicyName !== undefined &&
          (one.PolicyType === undefined || one.Kind === 'ControlPolicy' ? (
            <code>{one.PolicyName}</code>
          ) : (
            <Link to={policyPath(one.PolicyType, one.PolicyName)}>{one.PolicyName}</Link>
          ))}{' '}
        {one.PolicyVersion} {access.statement(one.StatementIndex)} · {named(access.policyKinds, one.Kind)}{' '}
        {one.AttachedTo ?? one.Node} ·{' '}
        <strong>{one.Decided ? access.decided : one.Matched ? access.matches : access.misses}</strong>
      </p>
      <p className="small">
        <code>{one.Resource}</code>
      </p>
      {one.Misses.map(miss => (
        <p key={miss} className="small">
          {miss}
        </p>
      ))}
    </li>
  )
}

/** Kinds of policies that are made by themselves and attached then. */
const attachable = new Set(['UserPolicy', 'GroupPolicy', 'RolePolicy'])

const documentWith = (statement: string): string => laidOut(`{"Version":"1","Statement":[${statement}]}`)

export function Explained({ explanation }: { readonly explanation: Explanation }) {
  const { text, code } = useLanguage()
  const { access } = text
  const navigate = useNavigate()
  const { Effect, Because, Principal, AuthAction, Resources, Mode, Recorded, Statements, Missing } = explanation
  return (
    <section className="lane" aria-label={verdictIn(text, Effect)}>
      {Recorded !== undefined && (
        <>
          <h2>
            {access.recordedThen} · {showInstant(Recorded.Time, code)}
          </h2>
          <p>
            {Recorded.Effect === 'NotAsked' ? text.audit.notAsked : verdictIn(text, Recorded.Effect)}
            {Recorded.WentOn && ` (${text.audit.warned})`}
          </p>
          {Recorded.Because !== undefined && <p>{Recorded.Because}</p>}
        </>
      )}
      <h2>{access.decidedNow}</h2>
      <p>
        <Tag color={Effect === 'Allow' ? 'success' : 'error'}>{verdictIn(text, Effect)}</Tag>
      </p>
      <p className="access-because">{Because}</p>
      {Mode === 'Warn' && Effect !== 'Allow' && <p>{access.modeNow}</p>}
      <p className="small">
        <code>{Principal}</code> · <code>{AuthAction}</code> · <code>{Resources.join(', ')}</code>
      </p>
      {Statements.length === 0 && <p>{access.noStatements}</p>}
      <ol className="access-stages">
        {byStage(Statements).map(([stage, statements]) => (
          <li key={stage}>
            <h3>{named(access.stages, stage)}</h3>
            <ul className="access-rows">
              {statements.map(one => (
                <Statement
                  key={`${one.Kind} ${one.PolicyName} ${one.AttachedTo} ${one.Node} ${one.StatementIndex} ${one.Resource}`}
                  one={one}
                />
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {Missing.length > 0 && (
        <>
          <h3>{access.missing}</h3>
          <p>{access.missingHint}</p>
          {Missing.map(({ Kind, AttachedTo, Statement: statement }) => (
            <div key={Kind + AttachedTo + statement}>
              <p>
                {named(access.policyKinds, Kind)} {AttachedTo !== undefined && access.to(AttachedTo)}
              </p>
              <Code text={laidOut(statement)} label={access.missing} />
              {attachable.has(Kind) && (
                <Button onClick={() => void navigate(...newPolicyFrom(documentWith(statement)))}>
                  {text.generated.create}
                </Button>
              )}
            </div>
          ))}
        </>
      )}
    </section>
  )
}
