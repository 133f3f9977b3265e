import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useDeferredValue, useMemo, useState } from 'react'
import { NavLink } from 'react-router'
import type { OperationView } from '../../api/catalogue.ts'
import { useText } from '../../language/language.tsx'
import { pathOf as explorerPathOf } from './link.ts'
import './explorer.css'

const matches = (operation: OperationView, words: readonly string[]): boolean => {
  const whole = `${operation.product} ${operation.name} ${operation.summary}`.toLowerCase()
  return words.every(word => whole.includes(word))
}

interface OperationListProps {
  readonly operations: readonly OperationView[]
  /** Where an operation leads; by default to its form. */
  readonly pathOf?: (operation: OperationView) => string
}

/** All operations by product; what is searched for stands in name or summary. */
export function OperationList({ operations, pathOf = explorerPathOf }: OperationListProps) {
  const { explorer } = useText()
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed)
  const groups = useMemo(() => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean)
    return [
      ...Map.groupBy(
        operations.filter(one => matches(one, words)),
        ({ product }) => product,
      ),
    ]
  }, [operations, query])
  const count = groups.reduce((sum, [, group]) => sum + group.length, 0)
  return (
    <nav className="operations" aria-label={explorer.operations}>
      <Input
        allowClear
        prefix={<SearchOutlined aria-hidden />}
        aria-label={explorer.search}
        placeholder={explorer.search}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <p className="small" role="status">
        {count === 0 ? explorer.nothingFound : explorer.found(count)}
      </p>
      <div className="operations-list">
        {groups.map(([product, group]) => (
          <section key={product} aria-label={product}>
            <h2>{product}</h2>
            <ul>
              {group.map(one => (
                <li key={one.name}>
                  <NavLink to={pathOf(one)} title={one.summary}>
                    {one.name}
                  </NavLink>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  )
}
