/** What can be done with computers, one or several at once: each deed asks before, or says why it is forbidden. */
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { everyPage } from '../../api/every-page.ts'
import type { Input } from '../../api/flatten.ts'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { ChoiceField } from '../../forms/field.tsx'
import type { Messages } from '../../language/en.ts'
import { useText } from '../../language/language.tsx'
import { client } from '../../services.ts'
import { Failure } from '../../shell/failure.tsx'
import { useCatalogue } from '../../shell/use-operation.ts'
import { type Computer, type Deed, deeds, inputFor, type Obstacle, obstacleTo, valuesOf, ways } from './computer.ts'
import { nameOfState } from './computer-state.tsx'
import './computers.css'

function reasonOf(obstacle: Obstacle, operation: string, text: Messages): string {
  const { reasons } = text.computers
  switch (obstacle.why) {
    case 'none':
      return reasons.none
    case 'nobody':
      return reasons.nobody
    case 'tooMany':
      return reasons.tooMany(operation, obstacle.most)
    case 'state': {
      const { computer, permitted } = obstacle
      const needed = permitted.map(state => nameOfState(state, text)).join(reasons.or)
      return reasons.state(computer.id, nameOfState(computer.status, text), operation, needed)
    }
    case 'busy': {
      const { id, flag } = obstacle.computer
      return reasons.busy(id, nameOfState(flag, text))
    }
    default:
      return reasons[obstacle.why](obstacle.computer.id)
  }
}

interface Image {
  readonly ImageId: string
  readonly Name: string
}

interface ImageChoiceProps {
  readonly regionId: string
  /** Of any, when empty. */
  readonly system: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** The images that are there to be used, of that operating system. */
function ImageChoice({ regionId, system, value, onChange }: ImageChoiceProps) {
  const { computers: words } = useText()
  const input = { RegionId: regionId, ImageStatus: 'Available', ...(system === '' ? {} : { OsType: system }) }
  const { data, error } = useQuery({
    queryKey: ['DescribeImages', input, 'all pages'],
    queryFn: ({ signal }) =>
      everyPage<Image>(client, { operation: 'DescribeImages', input, rows: 'Images', pageSize: 500 }, signal),
  })
  const own = { value: '', label: words.ownImage }
  return (
    <>
      <ChoiceField
        name="ImageId"
        label={words.image}
        hint={words.imageHint}
        fault={undefined}
        value={value}
        onChange={onChange}
        always
        options={[own, ...(data ?? []).map(({ ImageId, Name }) => ({ value: ImageId, label: Name }))]}
      />
      {error !== null && <Failure error={error} />}
    </>
  )
}

interface ComputerActionsProps {
  readonly regionId: string
  readonly computers: readonly Computer[]
  /** Tells, in a sentence, what was done. */
  readonly onDone: (sentence: string) => void
  /** Whether the reasons stand together below the buttons rather than each beside its own. */
  readonly compact?: boolean
}

const shownAtMost = 10

/** The operating system that all of the computers have; empty when they have several. */
function systemOf(computers: readonly Computer[]): string {
  const [system = '', ...others] = new Set(computers.map(({ osType }) => osType))
  return others.length === 0 ? system : ''
}

export function ComputerActions({ regionId, computers, onDone, compact = false }: ComputerActionsProps) {
  const text = useText()
  const { computers: words, app } = text
  const { catalogue } = useCatalogue()
  const [mode, setMode] = useState('StopCharging')
  const [resetType, setResetType] = useState('1')
  const [image, setImage] = useState({ id: '', system: '' })
  const [only] = computers
  const what = computers.length === 1 && only !== undefined ? only.name : words.several(computers.length)

  // What was chosen for computers of one operating system is not on the list of another.
  const system = systemOf(computers)
  const imageId = image.system === system ? image.id : ''

  const choices: Partial<Record<Deed, { readonly input: Input; readonly field: ReactNode }>> = {
    stop: {
      input: { StoppedMode: mode },
      field: (
        <ChoiceField
          name="StoppedMode"
          label={words.stoppedMode}
          hint={words.stoppedModeHint}
          fault={undefined}
          value={mode}
          onChange={setMode}
          always
          options={optionsOf('stop', 'StoppedMode', words.stoppedModes)}
        />
      ),
    },
    reset: {
      input: { ResetType: resetType },
      field: (
        <ChoiceField
          name="ResetType"
          label={words.resetType}
          hint={words.resetTypeHint}
          fault={undefined}
          value={resetType}
          onChange={setResetType}
          always
          // Of the values the catalogue has, 0 resets nothing.
          options={optionsOf('reset', 'ResetType', words.resetTypes).filter(({ value }) => value !== '0')}
        />
      ),
    },
    rebuild: {
      input: imageId === '' ? {} : { ImageId: imageId },
      field: (
        <ImageChoice regionId={regionId} system={system} value={imageId} onChange={id => setImage({ id, system })} />
      ),
    },
  }

  function optionsOf(deed: Deed, parameter: string, labels: Readonly<Record<string, string>>) {
    const view = catalogue?.find(ways[deed].operation)
    const values = view === undefined ? [] : valuesOf(view, parameter)
    return values.map(value => ({ value, label: labels[value] ?? value }))
  }

  function forbidden(deed: Deed): string | undefined {
    const { operation } = ways[deed]
    const view = catalogue?.find(operation)
    if (view === undefined) return app.loading
    const obstacle = obstacleTo(deed, view, computers)
    return obstacle && reasonOf(obstacle, operation, text)
  }

  const all = deeds.map(deed => ({ deed, reason: forbidden(deed) }))
  const reasons = [...new Set(all.flatMap(({ reason }) => reason ?? []))]
  return (
    <div className={compact ? 'computer-actions compact' : 'computer-actions'}>
      {all.map(({ deed, reason }) => (
        <ChangeButton
          key={deed}
          operation={ways[deed].operation}
          input={{ ...inputFor(deed, regionId, computers), ...choices[deed]?.input }}
          label={words.deeds[deed]}
          name={text.inventory.named(words.deeds[deed], what)}
          asks={words.asks[deed](what)}
          danger={ways[deed].destroys === true}
          forbidden={reason}
          quiet={compact}
          then={() => onDone(words.done(words.deeds[deed], what))}
        >
          {computers.length > 1 && (
            <ul className="small meant">
              {computers.slice(0, shownAtMost).map(({ id, name }) => (
                <li key={id}>
                  {name} <code>{id}</code>
                </li>
              ))}
              {computers.length > shownAtMost && <li>{words.more(computers.length - shownAtMost)}</li>}
            </ul>
          )}
          {choices[deed]?.field}
        </ChangeButton>
      ))}
      {compact && (
        // Whoever only hears the page hears each reason at its button.
        <p className="small reasons" aria-hidden>
          {reasons.join(' · ')}
        </p>
      )}
    </div>
  )
}
