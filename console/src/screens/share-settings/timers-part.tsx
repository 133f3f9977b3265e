/** The timers of a share, one of each type: what is set, when it runs next, and the form that sets it. */
import { Button } from 'antd'
import { useState } from 'react'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { useLanguage } from '../../language/language.tsx'
import { useAddress } from '../../shell/use-address.ts'
import type { PartProps, ShareTimer } from './answers.ts'
import { inWords, NextRuns } from './next-runs.tsx'
import { resetsAfterUse, TimerForm } from './timer-form.tsx'

const types = [1, 2, 3, 4] as const

interface OneTimerProps extends PartProps {
  readonly type: ShareTimer['TimerType']
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
  readonly onTold: (sentence: string) => void
}

function OneTimer({ type, share, regionId, isOpen, onOpen, onTold }: OneTimerProps) {
  const { text, code } = useLanguage()
  const { shareSettings } = text
  const timer = share.TimerInfos?.find(({ TimerType }) => TimerType === type)
  const name = shareSettings.timerTypes[type] ?? String(type)
  const isOn = timer?.Status === 1
  const which = { RegionId: regionId, DesktopGroupId: share.DesktopGroupId, TimerType: type }
  const setting = 'SetDesktopGroupTimerStatus'
  return (
    <section className="lane" aria-label={name}>
      <h2>
        {name}{' '}
        <small>{timer === undefined ? shareSettings.notSet : isOn ? shareSettings.isOn : shareSettings.isOff}</small>
      </h2>
      <p className="small">{shareSettings.timerHints[type]}</p>
      {resetsAfterUse(type, timer, share) && (
        <p>
          <strong>{shareSettings.whenUsersLeave}</strong>
        </p>
      )}
      {timer !== undefined && (
        <>
          <p>
            <strong>
              {timer.CronExpression === undefined
                ? shareSettings.whenUsersLeave
                : inWords(timer.CronExpression, text, code)}
            </strong>{' '}
            {timer.CronExpression !== undefined && <code>{timer.CronExpression}</code>}
          </p>
          <p>{timer.Forced ? shareSettings.forcedToo : shareSettings.sparesUsed}</p>
          {isOn && timer.CronExpression !== undefined && <NextRuns cron={timer.CronExpression} />}
        </>
      )}
      <div className="row-buttons">
        <Button
          size="small"
          aria-expanded={isOpen}
          aria-label={
            isOpen
              ? `${shareSettings.closeForm}: ${name}`
              : timer === undefined
                ? shareSettings.setTimer(name)
                : shareSettings.changeTimer(name)
          }
          onClick={() => onOpen(!isOpen)}
        >
          {isOpen ? shareSettings.closeForm : timer === undefined ? shareSettings.setShort : shareSettings.changeShort}
        </Button>
        {timer !== undefined && (
          <>
            <ChangeButton
              operation={setting}
              input={{ ...which, Status: isOn ? 2 : 1 }}
              name={isOn ? shareSettings.turnOff(name) : shareSettings.turnOn(name)}
              label={isOn ? shareSettings.turnOffShort : shareSettings.turnOnShort}
              asks={isOn ? shareSettings.asksOff : shareSettings.asksOn}
              then={() => onTold(isOn ? shareSettings.timerOff(name) : shareSettings.timerOn(name))}
            />
            <ChangeButton
              operation={setting}
              input={{ ...which, Status: 3 }}
              name={shareSettings.removeTimer(name)}
              label={shareSettings.removeShort}
              asks={shareSettings.asksRemoveTimer}
              danger
              then={() => onTold(shareSettings.timerRemoved(name))}
            />
          </>
        )}
      </div>
      {isOpen && (
        <TimerForm
          type={type}
          timer={timer}
          share={share}
          regionId={regionId}
          onSet={() => {
            onOpen(false)
            onTold(shareSettings.timerSet(name))
          }}
        />
      )}
    </section>
  )
}

export function TimersPart(props: PartProps) {
  const { shareSettings } = useLanguage().text
  const { params, set } = useAddress()
  const [told, setTold] = useState('')
  const open = params.get('timer') ?? ''
  return (
    <>
      <p>{shareSettings.timersHint}</p>
      <p role="status">{told}</p>
      <div className="lanes">
        {types.map(type => (
          <OneTimer
            key={type}
            {...props}
            type={type}
            isOpen={open === String(type)}
            onOpen={isOpen => set({ timer: isOpen ? String(type) : '' })}
            onTold={setTold}
          />
        ))}
      </div>
    </>
  )
}
