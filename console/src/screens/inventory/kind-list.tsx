/** The list of one kind: search, filters, pages, details, and what can be made and done. */
import { PlusOutlined } from '@ant-design/icons'
import { Alert, Button, Drawer, Table } from 'antd'
import { useState } from 'react'
import { SearchField } from '../../forms/search-field.tsx'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Heading } from '../../shell/heading.tsx'
import { Pager, pagesIn } from '../../shell/pager.tsx'
import { RegionChoice, regionIn } from '../../shell/region.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { columnsOf, nameOfFilter, widthOf } from './columns.tsx'
import { CreateForm } from './create-form.tsx'
import type { Kind, Row } from './kind.ts'
import { RowDetails } from './row-details.tsx'
import { useRows } from './use-rows.ts'

export function KindList({ kind }: { readonly kind: Kind }) {
  const { text, code } = useLanguage()
  const { inventory, app } = text
  const address = useAddress()
  const { params, set } = address
  const region = regionIn(params)
  const query = params.get('q') ?? ''
  const [isCreating, setCreating] = useState(false)
  const [told, setTold] = useState<string>()
  const { size, trail } = pagesIn(params)
  const found = useRows({ kind, region, params, query, size, mark: trail.at(-1) })
  const chosen = params.get('row')
  const opened = found.rows.find(row => kind.id(row) === chosen)
  const close = () => set({ row: '' })
  const tell = (sentence: string) => {
    setTold(sentence)
    setCreating(false)
    close()
  }
  // An empty table scrolls sideways without anything in it that the keyboard could reach.
  const isEmpty = found.hasAnswer && !found.isLoading && found.rows.length === 0
  const hint = inventory[kind.search?.hint ?? 'searchAll']

  return (
    <>
      <Heading title={inventory.kinds[kind.title]}>
        {kind.regional && <RegionChoice address={address} resets={['trail', 'row']} />}
        {kind.create !== undefined && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
            {inventory.create[kind.create.title]}
          </Button>
        )}
        <CodeButton operation={kind.operation} input={found.input} />
      </Heading>
      <div role="status">
        {told !== undefined && <Alert type="success" showIcon title={told} className="failure" />}
      </div>
      <search className="filters">
        <SearchField label={hint} query={query} onSearch={q => set({ q, trail: '' })} />
        {kind.filters.map(({ name, choices }) => (
          <span key={name} className="with-label">
            <span aria-hidden>{inventory.filters[name]}</span>
            <select
              className="switch"
              aria-label={inventory.filters[name]}
              value={params.get(name) ?? ''}
              onChange={({ target }) => set({ [name]: target.value, trail: '' })}
            >
              {choices.map(choice => (
                <option key={choice.key} value={choice.key}>
                  {nameOfFilter(choice, text)}
                </option>
              ))}
            </select>
          </span>
        ))}
      </search>
      {found.error !== null && <Failure error={found.error} onRetry={found.again} />}
      {isEmpty && <p className="loading no-rows">{query === '' ? inventory.empty : inventory.nothingFound}</p>}
      {(found.error === null || found.hasAnswer) && !isEmpty && (
        <Table<Row>
          rowKey={kind.id}
          size="middle"
          columns={columnsOf(kind, { text, code, region, onOpen: row => set({ row: kind.id(row) }, 'push') })}
          dataSource={found.rows as Row[]}
          loading={found.isLoading}
          // A page has at most a hundred rows; what a search finds may be more.
          pagination={false}
          virtual={found.rows.length > 100}
          scroll={{ x: widthOf(kind), ...(found.rows.length > 100 ? { y: 560 } : {}) }}
          locale={{ emptyText: app.loading }}
        />
      )}
      <div className="pager">
        <span role="status">
          {found.hasAnswer && (found.isSearch ? inventory.found : inventory.rows)(found.rows.length)}
        </span>
        {!found.isSearch && (
          <Pager size={size} trail={trail} next={found.next} sizeLabel={inventory.pageSize} set={set} />
        )}
      </div>
      <Drawer
        title={opened === undefined ? '' : kind.name(opened)}
        open={opened !== undefined}
        onClose={close}
        size="min(760px, 100vw)"
        closable={{ 'aria-label': app.close }}
        destroyOnHidden
      >
        {opened !== undefined && <RowDetails kind={kind} row={opened} region={region} onDone={tell} />}
      </Drawer>
      {kind.create !== undefined && (
        <Drawer
          title={inventory.create[kind.create.title]}
          open={isCreating}
          onClose={() => setCreating(false)}
          size="min(520px, 100vw)"
          closable={{ 'aria-label': app.close }}
          destroyOnHidden
        >
          <CreateForm creation={kind.create} region={region} onDone={tell} />
        </Drawer>
      )}
    </>
  )
}
