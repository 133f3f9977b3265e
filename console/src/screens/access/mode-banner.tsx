/** Whether policies bind. That they only warn is said on every page of Access. */
import { Alert } from 'antd'
import { CallRefused } from '../../api/failures.ts'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { useText } from '../../language/language.tsx'
import { useCall } from '../../shell/use-call.ts'
import type { AccessMode } from './answers.ts'

export function ModeBanner() {
  const { access, failure } = useText()
  const { data, error } = useCall<AccessMode>('GetAccessMode', {})
  if (data === undefined) {
    if (!(error instanceof CallRefused)) return null
    // One line is enough: whoever may not read it can do the rest of what stands here all the same.
    return (
      <p className="small">
        {access.modeUnknown} <code>{error.code}</code> · {failure.requestId}: <code>{error.requestId}</code>
      </p>
    )
  }
  if (data.body.Mode === 'Enforce')
    return (
      <p className="access-mode">
        <span className="small">{access.modeEnforce}</span>
        <ChangeButton
          operation="SetAccessMode"
          input={{ Mode: 'Warn' }}
          name={access.setWarn}
          asks={access.setWarnAsks}
          danger
        />
      </p>
    )
  return (
    <Alert
      className="failure"
      type="warning"
      showIcon
      title={access.modeWarnTitle}
      description={
        <>
          <p>{access.modeWarn}</p>
          <ChangeButton
            operation="SetAccessMode"
            input={{ Mode: 'Enforce' }}
            name={access.setEnforce}
            asks={access.setEnforceAsks}
          />
        </>
      }
    />
  )
}
