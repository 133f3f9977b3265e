/** What the navigation offers, in its order. */
import {
  ApiOutlined,
  DesktopOutlined,
  ExperimentOutlined,
  FileSearchOutlined,
  InboxOutlined,
  ReadOutlined,
  SafetyOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Messages } from '../language/en.ts'

export interface Place {
  readonly to: string
  readonly icon: ReactNode
  readonly name: (text: Messages) => string
}

export const places: readonly Place[] = [
  { to: '/shares', icon: <DesktopOutlined aria-hidden />, name: text => text.navigation.shares },
  { to: '/access', icon: <SafetyOutlined aria-hidden />, name: text => text.navigation.access },
  { to: '/audit', icon: <FileSearchOutlined aria-hidden />, name: text => text.navigation.audit },
  { to: '/inventory', icon: <InboxOutlined aria-hidden />, name: text => text.inventory.title },
  { to: '/explorer', icon: <ApiOutlined aria-hidden />, name: text => text.navigation.explorer },
  { to: '/reference', icon: <ReadOutlined aria-hidden />, name: text => text.navigation.reference },
  { to: '/laboratory', icon: <ExperimentOutlined aria-hidden />, name: text => text.navigation.laboratory },
]
