export type LanguageCode = 'en' | 'zh'

/** How numbers and times are written in a language, for `Intl`. */
export const localeOf = (code: LanguageCode): string => (code === 'zh' ? 'zh-CN' : 'en-GB')
