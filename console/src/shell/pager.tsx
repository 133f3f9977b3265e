/** Pages of a list whose wire knows only forwards: the marks gone through stand in the address, so that one can go back. */
import { Button } from 'antd'
import { useText } from '../language/language.tsx'
import type { Address } from './use-address.ts'

const sizes = [20, 50, 100] as const

export interface Pages {
  readonly size: number
  /** The marks of the pages gone through; empty on the first. */
  readonly trail: readonly string[]
}

/** Which page the address names. Whatever changes the list has to set `trail` to nothing. */
export const pagesIn = (params: URLSearchParams): Pages => ({
  size: sizes.find(one => String(one) === params.get('size')) ?? sizes[0],
  trail: (params.get('trail') ?? '').split(',').filter(mark => mark !== ''),
})

interface PagerProps extends Pages {
  /** The mark of the page behind this one; undefined on the last, and as long as nobody knows. */
  readonly next: string | undefined
  /** What is counted by the choice of the size. */
  readonly sizeLabel: string
  readonly set: Address['set']
}

export function Pager({ size, trail, next, sizeLabel, set }: PagerProps) {
  const { shares } = useText()
  const go = (marks: readonly string[]) => set({ trail: marks.join(',') }, 'push')
  return (
    <>
      <Button disabled={trail.length === 0} onClick={() => go(trail.slice(0, -1))}>
        {shares.previous}
      </Button>
      <span>{shares.page(trail.length + 1)}</span>
      <Button disabled={next === undefined} onClick={() => next !== undefined && go([...trail, next])}>
        {shares.next}
      </Button>
      <select
        className="switch"
        aria-label={sizeLabel}
        value={size}
        onChange={({ target }) => set({ size: target.value, trail: '' })}
      >
        {sizes.map(count => (
          <option key={count} value={count}>
            {shares.perPage(count)}
          </option>
        ))}
      </select>
    </>
  )
}
