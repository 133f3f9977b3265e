/** Parameters that making and changing an image have in common. */
import { optional, text } from '../../../spec/shape.ts'

/** The shorter bound is checked by hand: a shape knows the longer one only. */
export const imageNameRemarks = { maxLength: 128, example: 'testImageName', vendor: 'At least 2 characters.' } as const

export const imageDescription = optional(
  text('What is noted about the image.', {
    maxLength: 256,
    example: 'This is description.',
    vendor: 'At least 2 characters.',
  }),
)
