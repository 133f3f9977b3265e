/** Parameters and answers that several operations on computers have in common. */
import { list, optional, record, text } from '../../../spec/shape.ts'

export const noEffect = 'Accepted; has no effect here.'

const computerId = text('The id of a computer.', { example: 'ecd-7w78ozhjcwa3u****' })

/** @param max how many the vendor's schema lets pass */
export const desktopIdsOf = (description: string, max = 100, vendor?: string) =>
  list(computerId, description, { min: 1, max, ...(vendor === undefined ? {} : { vendor }) })

export const desktopIds = desktopIdsOf('The computers, those of shares as well; one that is named twice counts once.')

export const osUpdateOff = `${noEffect} There are no system updates to install.`

/** What became of each computer, for the operations whose answer tells it. */
export const itemResults = (description: string) =>
  optional(
    list(
      record({
        Code: optional(text('success, or why nothing was done with this computer.', { example: 'success' })),
        Message: optional(
          text('Why nothing was done, in words; absent after success.', {
            example: 'The current status of the desktop does not support this operation.',
          }),
        ),
        DesktopId: optional(text('The computer.', { example: 'ecd-gx2x1dhsmucyy****' })),
      }),
      description,
    ),
  )
