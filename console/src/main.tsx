/** Begins the console. */
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import './shell/styles.css'

const place = document.getElementById('root')
if (place !== null) createRoot(place).render(<App />)
