/** Numbered pages, as the vendor's resource directory has them: for lists that are read whole. */
import { integer } from '../../spec/shape.ts'

export const numberedRequest = {
  PageNumber: integer('Which page, from 1.', { min: 1, fallback: 1, example: 1 }),
  PageSize: integer('How many stand on a page.', { min: 1, max: 100, fallback: 10, example: 10 }),
} as const

export const numberedAnswer = {
  TotalCount: integer('How many there are on all pages.', { example: 1 }),
  PageNumber: integer('The page that was asked for.', { example: 1 }),
  PageSize: integer('How many stand on a page.', { example: 10 }),
} as const

interface Numbers {
  readonly PageNumber: number
  readonly PageSize: number
}

/** The items of a page; none behind the last one. */
export const pageOf = <Item>(items: readonly Item[], { PageNumber, PageSize }: Numbers): readonly Item[] =>
  items.slice((PageNumber - 1) * PageSize, PageNumber * PageSize)

export const numbersOf = (items: readonly unknown[], { PageNumber, PageSize }: Numbers) => ({
  TotalCount: items.length,
  PageNumber,
  PageSize,
})
