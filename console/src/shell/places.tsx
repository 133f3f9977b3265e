/** What the navigation offers, in its order. */
import { ApiOutlined, DesktopOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Messages } from '../language/en.ts'

export interface Place {
  readonly to: string
  readonly icon: ReactNode
  readonly name: (text: Messages) => string
}

export const places: readonly Place[] = [
  { to: '/shares', icon: <DesktopOutlined aria-hidden />, name: text => text.navigation.shares },
  { to: '/explorer', icon: <ApiOutlined aria-hidden />, name: text => text.navigation.explorer },
]
