/** Saves the state under a name. One that is taken is asked about first: what it held is gone after. */
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { useChange } from '../../deeds/use-change.ts'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { DeedOutcome } from './deed-outcome.tsx'

/** What ListSnapshots tells of one. */
export interface Snapshot {
  readonly Name: string
  readonly CreateTime: string
  readonly Accounts: number
  readonly Shares: number
  readonly Desktops: number
  readonly Bytes: number
}

const nameForm = /^[A-Za-z0-9._-]{1,64}$/

export function SaveSnapshot({ names }: { readonly names: readonly string[] }) {
  const { app, deeds, laboratory } = useText()
  const id = useId()
  const [name, setName] = useState('')
  const [asking, setAsking] = useState(false)
  const save = useChange<Snapshot>()
  const isName = nameForm.test(name)
  const isTaken = names.includes(name)
  const write = () => {
    setAsking(false)
    save.mutate({ operation: 'SaveSnapshot', input: { Name: name } })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isName) return
    if (isTaken) setAsking(true)
    else write()
  }
  return (
    <form onSubmit={submit}>
      <label htmlFor={`${id}name`}>{laboratory.snapshotName}</label>
      <div className="form-buttons">
        <Input
          id={`${id}name`}
          className="filter"
          spellCheck={false}
          autoComplete="off"
          value={name}
          aria-describedby={`${id}help`}
          onChange={({ target }) => setName(target.value)}
        />
        <Button
          type="primary"
          htmlType="submit"
          disabled={!isName}
          loading={save.isPending}
          aria-describedby={`${id}help`}
        >
          {laboratory.save}
        </Button>
        <CodeButton operation="SaveSnapshot" input={{ Name: isName ? name : 'before-the-weekend' }} />
      </div>
      <p id={`${id}help`} className="small">
        {isTaken ? laboratory.saveReplaces(name) : laboratory.nameInvalid}
      </p>
      <DeedOutcome deed={save} say={saved => laboratory.saved(saved.Name)} />
      <Modal
        open={asking}
        title={laboratory.replaceNamed(name)}
        destroyOnHidden
        onCancel={() => setAsking(false)}
        closable={{ 'aria-label': app.close }}
        footer={
          <div className="form-buttons">
            <Button danger onClick={write}>
              {deeds.confirmed}
            </Button>
            <Button onClick={() => setAsking(false)}>{deeds.cancel}</Button>
          </div>
        }
      >
        <p>{laboratory.saveReplaces(name)}</p>
      </Modal>
    </form>
  )
}
