/** Whether policies bind. That they only warn is said on every page of Access. */
import { Alert } from 'antd'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { useText } from '../../language/language.tsx'
import { useCall } from '../../shell/use-call.ts'
import type { AccessMode } from './answers.ts'

export function ModeBanner() {
  const { access } = useText()
  const { data } = useCall<AccessMode>('GetAccessMode', {})
  // Whoever may not read it sees no banner; what is refused elsewhere says so there.
  if (data === undefined) return null
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
