/** The frame of every page behind the sign-in: skip link, header, navigation, content. */

import { CloseOutlined, LogoutOutlined, MenuOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Navigate, NavLink, Outlet, useLocation, useNavigation } from 'react-router'
import { useText } from '../language/language.tsx'
import { session } from '../services.ts'
import { Failure } from './failure.tsx'
import { focusHeading } from './heading.tsx'
import { places } from './places.tsx'
import { Switches } from './switches.tsx'

const currentSession = () => session.current

function useFocusOnNavigation(): void {
  const { pathname } = useLocation()
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    focusHeading()
    scrollTo(0, 0)
  }, [pathname])
}

export function Frame() {
  const text = useText()
  const who = useSyncExternalStore(session.watch, currentSession)
  const { pathname, search, key } = useLocation()
  const [open, setOpen] = useState(false)
  const [unended, setUnended] = useState<unknown>()
  const isLoading = useNavigation().state === 'loading'
  useFocusOnNavigation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the navigation closes whenever something was chosen, be it this page.
  useEffect(() => setOpen(false), [key])
  const signOut = () => {
    setUnended(undefined)
    void session.signOut().catch(setUnended)
  }
  if (who === undefined) return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname + search)}`} replace />
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {text.app.skip}
      </a>
      <header className="bar">
        <button
          type="button"
          className="menu-switch"
          aria-expanded={open}
          aria-controls="navigation"
          aria-label={open ? text.app.closeNavigation : text.app.openNavigation}
          onClick={() => setOpen(!open)}
        >
          {open ? <CloseOutlined aria-hidden /> : <MenuOutlined aria-hidden />}
        </button>
        <span className="brand">{text.app.title}</span>
        <div className="bar-end">
          <Switches />
          <span className="identity" title={who.principal.arn}>
            <span className="hidden">{text.app.signedInAs(who.principal.name, who.accountId)}</span>
            <strong aria-hidden>{who.principal.name}</strong>
            <small aria-hidden>{who.accountId}</small>
          </span>
          <Button icon={<LogoutOutlined aria-hidden />} onClick={signOut}>
            <span className="wide-only">{text.app.signOut}</span>
            <span className="hidden narrow-only">{text.app.signOut}</span>
          </Button>
        </div>
      </header>
      <nav id="navigation" className={open ? 'places open' : 'places'} aria-label={text.app.navigation}>
        <ul>
          {places.map(({ to, icon, name }) => (
            <li key={to}>
              <NavLink to={to}>
                {icon}
                {name(text)}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content" tabIndex={-1} aria-busy={isLoading}>
        {unended !== undefined && (
          <Failure error={unended} onRetry={signOut}>
            <p>{text.app.stillSignedIn}</p>
          </Failure>
        )}
        <Outlet />
      </main>
    </div>
  )
}
