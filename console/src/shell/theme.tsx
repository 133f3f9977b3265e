/** Light or dark, as the system or as chosen, for Ant Design and for our own styles. */
import { ConfigProvider, theme } from 'antd'
import { createContext, type ReactNode, use, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useLanguage } from '../language/language.tsx'
import { keep, kept } from './kept.ts'

export type ThemeChoice = 'system' | 'light' | 'dark'

interface Theme {
  readonly choice: ThemeChoice
  readonly dark: boolean
  choose(choice: ThemeChoice): void
}

const ThemeContext = createContext<Theme>({ choice: 'system', dark: false, choose: () => {} })
export const useTheme = (): Theme => use(ThemeContext)

const chosen = (): ThemeChoice => {
  const choice = kept('theme')
  return choice === 'light' || choice === 'dark' ? choice : 'system'
}

const darkness = matchMedia('(prefers-color-scheme: dark)')
const calm = matchMedia('(prefers-reduced-motion: reduce)')

function useMedia(list: MediaQueryList): boolean {
  return useSyncExternalStore(
    changed => {
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => list.matches,
  )
}

/** Without it the policy of the page refuses the styles Ant Design makes. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? ''

/** Ant Design's own greys and blue are too faint on white for WCAG AA. */
const light = {
  colorPrimary: '#1d4ed8',
  colorPrimaryHover: '#1e40af',
  colorPrimaryActive: '#1e3a8a',
  // Around what has the focus.
  colorPrimaryBorder: '#1d4ed8',
  colorInfo: '#1d4ed8',
  colorInfoBg: '#e6edff',
  colorInfoBorder: '#b3c7f7',
  colorLink: '#1d4ed8',
  colorLinkHover: '#1e40af',
  colorLinkActive: '#1e3a8a',
  colorSuccessBg: '#e6f6ec',
  colorErrorBg: '#fdeceb',
  colorErrorBorder: '#f3b9b5',
  colorWarningBg: '#fdf3e3',
  colorWarningBorder: '#eecb94',
  colorError: '#b91c1c',
  colorSuccess: '#166534',
  colorWarning: '#b45309',
  colorTextTertiary: 'rgba(0,0,0,0.65)',
  colorTextQuaternary: 'rgba(0,0,0,0.6)',
  colorTextDescription: 'rgba(0,0,0,0.65)',
  colorTextPlaceholder: 'rgba(0,0,0,0.58)',
}
const dark = {
  colorBgLayout: '#0b0d11',
  colorBgContainer: '#14171d',
  colorBgElevated: '#1c2028',
  colorPrimary: '#2563eb',
  colorPrimaryHover: '#1d4ed8',
  colorPrimaryActive: '#1e40af',
  colorPrimaryBorder: '#8ab4ff',
  colorInfo: '#8ab4ff',
  colorInfoBg: '#16233d',
  colorInfoBorder: '#2c4470',
  colorLink: '#8ab4ff',
  colorLinkHover: '#b7d0ff',
  colorLinkActive: '#b7d0ff',
  colorError: '#f87171',
  colorErrorHover: '#fca5a5',
  colorErrorActive: '#fca5a5',
  colorTextTertiary: 'rgba(255,255,255,0.7)',
  colorTextQuaternary: 'rgba(255,255,255,0.62)',
  colorTextDescription: 'rgba(255,255,255,0.7)',
  colorTextPlaceholder: 'rgba(255,255,255,0.6)',
}
const darkField = { activeBorderColor: dark.colorLink, hoverBorderColor: dark.colorLink }
/** The blue that is dark enough to stand behind white is too dark to be read on black: what is pointed at is written in that of links. */
const darkComponents = {
  Input: darkField,
  Select: darkField,
  Button: {
    defaultHoverColor: dark.colorLinkHover,
    defaultHoverBorderColor: dark.colorLink,
    defaultActiveColor: dark.colorLinkActive,
    defaultActiveBorderColor: dark.colorLinkActive,
  },
}

export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const { locale } = useLanguage()
  const [choice, setChoice] = useState(chosen)
  const systemIsDark = useMedia(darkness)
  const still = useMedia(calm)
  const isDark = choice === 'dark' || (choice === 'system' && systemIsDark)
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
  }, [isDark])
  const value = useMemo<Theme>(
    () => ({
      choice,
      dark: isDark,
      choose: next => {
        keep('theme', next)
        setChoice(next)
      },
    }),
    [choice, isDark],
  )
  return (
    <ThemeContext value={value}>
      <ConfigProvider
        csp={{ nonce }}
        // Else two characters get a blank between them, and what is shown is not what is read out.
        button={{ autoInsertSpace: false }}
        {...(locale === undefined ? {} : { locale })}
        theme={{
          algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
          token: { ...(isDark ? dark : light), motion: !still, borderRadius: 6 },
          components: isDark ? darkComponents : {},
        }}
      >
        {children}
      </ConfigProvider>
    </ThemeContext>
  )
}
