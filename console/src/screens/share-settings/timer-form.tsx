/** The form of SetDesktopGroupTimer for one type: a time every day or on some days, or an expression. */
import { Input } from 'antd'
import { useId, useState } from 'react'
import { CallRefused } from '../../api/failures.ts'
import { refusedField } from '../../api/refused-field.ts'
import { Outcome } from '../../deeds/outcome.tsx'
import { SubmitForm } from '../../deeds/submit-form.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { ChoiceField, TextField } from '../../forms/field.tsx'
import { useText } from '../../language/language.tsx'
import type { ShareSettings, ShareTimer } from './answers.ts'
import { NextRuns } from './next-runs.tsx'
import { cronOf, type Schedule, scheduleOf, type Way, ways } from './schedule.ts'

interface TimerFormProps {
  readonly type: ShareTimer['TimerType']
  readonly timer: ShareTimer | undefined
  readonly share: ShareSettings
  readonly regionId: string
  readonly onSet: () => void
}

/** Without a timer, a share that resets its computers does so after every use. */
export const resetsAfterUse = (type: ShareTimer['TimerType'], timer: ShareTimer | undefined, share: ShareSettings) =>
  type === 1 && timer === undefined && share.ResetType !== 0

function firstSchedule(type: ShareTimer['TimerType'], timer: ShareTimer | undefined, share: ShareSettings): Schedule {
  const schedule = scheduleOf(timer?.CronExpression)
  return resetsAfterUse(type, timer, share) ? { ...schedule, way: 'afterUse' } : schedule
}

const fieldNames = ['CronExpression', 'ResetType'] as const

export function TimerForm({ type, timer, share, regionId, onSet }: TimerFormProps) {
  const { shareSettings } = useText()
  const id = useId()
  const isReset = type === 1
  const [schedule, setSchedule] = useState<Schedule>(() => firstSchedule(type, timer, share))
  const [force, setForce] = useState(timer?.Forced ?? false)
  const [resetType, setResetType] = useState(String(share.ResetType))
  const change = useChange(onSet)
  const become = (part: Partial<Schedule>) => setSchedule(before => ({ ...before, ...part }))
  const { way, time, days, cron: typed } = schedule
  const cron = cronOf(schedule)
  const afterUse = way === 'afterUse'
  // A timer that resets nothing is refused; nothing after use is a choice.
  const resets = shareSettings.resetTypes
    .map((label, at) => ({ value: String(at), label }))
    .filter(({ value }) => afterUse || value !== '0')
  const reset = resets.some(({ value }) => value === resetType) ? resetType : '1'
  const input = {
    RegionId: regionId,
    DesktopGroupId: share.DesktopGroupId,
    TimerType: type,
    ...(cron === undefined ? {} : { CronExpression: cron }),
    ...(isReset ? { ResetType: Number(reset) } : {}),
    ...(afterUse ? {} : { Force: force }),
  }
  const { error } = change
  const refused = error instanceof CallRefused ? refusedField(error.code, fieldNames) : undefined
  const faultAt = (name: (typeof fieldNames)[number]) =>
    refused === name && error instanceof CallRefused ? `${error.message} (${error.code})` : undefined
  return (
    <SubmitForm
      className="timer-form"
      label={shareSettings.submitTimer}
      change={change}
      operation="SetDesktopGroupTimer"
      input={input}
      reason={cron === undefined && !afterUse ? shareSettings.incomplete : undefined}
    >
      <ChoiceField
        name="way"
        label={shareSettings.when}
        hint=""
        fault={way === 'cron' ? undefined : faultAt('CronExpression')}
        always
        value={way}
        options={ways
          .filter(one => isReset || one !== 'afterUse')
          .map(one => ({ value: one, label: shareSettings.ways[one] }))}
        onChange={value => become({ way: ways.find((one): one is Way => one === value) ?? 'daily' })}
      />
      {way === 'cron' && (
        <TextField
          name="CronExpression"
          label={shareSettings.cron}
          hint={shareSettings.cronHint}
          fault={faultAt('CronExpression')}
          value={typed}
          onChange={value => become({ cron: value })}
        />
      )}
      {way === 'weekly' && (
        <fieldset className="weekdays">
          <legend>{shareSettings.days}</legend>
          {[2, 3, 4, 5, 6, 7, 1].map(day => (
            <label key={day} className="with-label">
              <input
                type="checkbox"
                checked={days.includes(day)}
                onChange={({ target }) =>
                  become({ days: target.checked ? [...days, day].sort() : days.filter(one => one !== day) })
                }
              />
              {shareSettings.weekdays[day - 1]}
            </label>
          ))}
        </fieldset>
      )}
      {(way === 'daily' || way === 'weekly') && (
        <div className="field">
          <label htmlFor={`${id}time`}>{shareSettings.time}</label>
          <Input
            id={`${id}time`}
            className="short"
            type="time"
            value={time}
            onChange={({ target }) => become({ time: target.value })}
          />
        </div>
      )}
      {cron !== undefined && (
        <div className="field" role="status">
          <code>{cron}</code>
          <NextRuns cron={cron} />
        </div>
      )}
      {isReset && (
        <ChoiceField
          name="ResetType"
          label={shareSettings.resetWhat}
          hint={shareSettings.resetWhatHint}
          fault={faultAt('ResetType')}
          always
          value={reset}
          options={resets}
          onChange={setResetType}
        />
      )}
      {!afterUse && (
        <div className="field">
          <label className="with-label">
            <input
              type="checkbox"
              checked={force}
              aria-describedby={`${id}force`}
              onChange={({ target }) => setForce(target.checked)}
            />
            {shareSettings.force}
          </label>
          <small id={`${id}force`} className="help">
            {shareSettings.forceHint}
          </small>
        </div>
      )}
      <Outcome error={error} />
    </SubmitForm>
  )
}
