/** What surrounds every page: language, colours, the cache of answers, the addresses. */
import { QueryClientProvider } from '@tanstack/react-query'
import { createBrowserRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { LanguageProvider } from './language/language.tsx'
import { routes } from './routes.tsx'
import { queries } from './services.ts'
import { ThemeProvider } from './shell/theme.tsx'

const router = createBrowserRouter(routes, { basename: '/console' })

export const App = () => (
  <LanguageProvider>
    <ThemeProvider>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ThemeProvider>
  </LanguageProvider>
)
