import { oneOf, record } from '../../../spec/shape.ts'

export const enablementShape = record({
  EnablementStatus: oneOf(['Enabled', 'Disabled'], 'Whether control policies bind anybody.', { example: 'Enabled' }),
})

export const enablementOf = (enabled: boolean) => ({
  EnablementStatus: enabled ? ('Enabled' as const) : ('Disabled' as const),
})
