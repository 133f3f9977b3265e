/** Begins the console. */
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import './shell/styles.css'
import './shell/frame.css'
import './shell/parts.css'

const place = document.getElementById('root')
if (place !== null) createRoot(place).render(<App />)
