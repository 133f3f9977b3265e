/** Language and colours. Plain lists of the browser: they work everywhere and weigh nothing. */
import { useLanguage } from '../language/language.tsx'
import { useTheme } from './theme.tsx'

export function Switches() {
  const { code, text, choose } = useLanguage()
  const theme = useTheme()
  return (
    <>
      <select
        className="switch"
        aria-label={text.app.language}
        value={code}
        onChange={({ target }) => choose(target.value === 'zh' ? 'zh' : 'en')}
      >
        <option value="en" lang="en">
          English
        </option>
        <option value="zh" lang="zh-CN">
          中文
        </option>
      </select>
      <select
        className="switch"
        aria-label={text.app.theme}
        value={theme.choice}
        onChange={({ target: { value } }) => theme.choose(value === 'dark' || value === 'light' ? value : 'system')}
      >
        <option value="system">{text.app.themeSystem}</option>
        <option value="light">{text.app.themeLight}</option>
        <option value="dark">{text.app.themeDark}</option>
      </select>
    </>
  )
}
