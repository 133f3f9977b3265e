/** Whether control policies bind anybody, and the switch. */
import { Alert } from 'antd'
import { ChangeButton } from '../../../deeds/change-button.tsx'
import { useText } from '../../../language/language.tsx'
import { Failure } from '../../../shell/failure.tsx'
import { useCall } from '../../../shell/use-call.ts'

interface Status {
  readonly EnablementStatus: 'Enabled' | 'Disabled'
}

export function Enablement() {
  const { accounts } = useText()
  const { data, error, refetch } = useCall<Status>('GetControlPolicyEnablementStatus', {})
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return null
  if (data.body.EnablementStatus === 'Enabled')
    return (
      <p className="access-mode">
        <span className="small">{accounts.enabled}</span>
        <ChangeButton
          operation="DisableControlPolicy"
          input={{}}
          name={accounts.disable}
          asks={accounts.disableAsks}
          danger
        />
      </p>
    )
  return (
    <Alert
      className="failure"
      type="info"
      showIcon
      title={accounts.disabledTitle}
      description={
        <>
          <p>{accounts.disabled}</p>
          <ChangeButton
            operation="EnableControlPolicy"
            input={{}}
            name={accounts.enable}
            asks={accounts.enableAsks}
            danger
          />
        </>
      }
    />
  )
}
