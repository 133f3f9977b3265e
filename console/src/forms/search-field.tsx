import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useTyped } from './use-typed.ts'

interface SearchFieldProps {
  /** What is searched, and by what. */
  readonly label: string
  /** What stands in the address. */
  readonly query: string
  /** Puts it there, without blanks around it. */
  readonly onSearch: (query: string) => void
}

/** A search that is made as one types. */
export function SearchField({ label, query, onSearch }: SearchFieldProps) {
  const [typed, type] = useTyped(query)
  return (
    <Input
      className="search-field"
      allowClear
      prefix={<SearchOutlined aria-hidden />}
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={({ target: { value } }) => {
        type(value)
        onSearch(value.trim())
      }}
    />
  )
}
