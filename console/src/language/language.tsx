/** Which language the console speaks, and its sentences. English is there from the start, Chinese comes when it is wanted. */
import type { ConfigProviderProps } from 'antd'
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import { keep, kept } from '../shell/kept.ts'
import { en, type Messages } from './en.ts'
import type { LanguageCode } from './locale.ts'

export interface Language {
  readonly code: LanguageCode
  readonly text: Messages
  /** What Ant Design's own parts say; undefined: their default, English. */
  readonly locale: ConfigProviderProps['locale']
  choose(code: LanguageCode): void
}

const english = { code: 'en', text: en, locale: undefined } as const
const LanguageContext = createContext<Language>({ ...english, choose: () => {} })

/** The sentences in the language of the user. */
export const useText = (): Messages => use(LanguageContext).text
export const useLanguage = (): Language => use(LanguageContext)

const preferred = (): LanguageCode => {
  const chosen = kept('language')
  if (chosen === 'en' || chosen === 'zh') return chosen
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

type Spoken = Omit<Language, 'choose'>

async function speak(code: LanguageCode): Promise<Spoken> {
  if (code === 'en') return english
  const [{ zh }, { default: locale }] = await Promise.all([import('./zh.ts'), import('antd/locale/zh_CN')])
  return { code, text: zh, locale }
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [wanted, setWanted] = useState(preferred)
  const [spoken, setSpoken] = useState<Spoken>()
  useEffect(() => {
    let current = true
    const become = (one: Spoken) => {
      if (!current) return
      document.documentElement.lang = one.code === 'zh' ? 'zh-CN' : 'en'
      setSpoken(one)
    }
    // Without its sentences the console stays understood.
    speak(wanted).then(become, () => become(english))
    return () => {
      current = false
    }
  }, [wanted])
  const language = useMemo<Language | undefined>(
    () =>
      spoken && {
        ...spoken,
        choose: code => {
          keep('language', code)
          setWanted(code)
        },
      },
    [spoken],
  )
  return language && <LanguageContext value={language}>{children}</LanguageContext>
}
