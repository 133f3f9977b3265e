/**
 * All addresses of the console. A screen is a folder in `screens/`, whose main file exports `Component`; it is loaded when
 * somebody goes there. What the navigation shows stands in `shell/places.tsx`.
 */
import { type LoaderFunctionArgs, Navigate, type RouteObject, redirect } from 'react-router'
import { session } from './services.ts'
import { Broken } from './shell/broken.tsx'
import { Frame } from './shell/frame.tsx'
import { Loading } from './shell/loading.tsx'
import { NotFound } from './shell/not-found.tsx'

/** Whoever is not signed in signs in first, and comes back. */
async function signedIn({ request }: LoaderFunctionArgs): Promise<null | Response> {
  if (session.current !== undefined || (await session.resume()) !== undefined) return null
  const { pathname, search } = new URL(request.url)
  const to = pathname.replace(/^\/console/, '') + search
  return redirect(`/sign-in${to === '/' || to === '' ? '' : `?to=${encodeURIComponent(to)}`}`)
}

export const routes: RouteObject[] = [
  {
    path: '/sign-in',
    lazy: () => import('./screens/sign-in/sign-in.tsx'),
    errorElement: <Broken />,
    HydrateFallback: Loading,
  },
  {
    path: '/',
    element: <Frame />,
    errorElement: <Broken />,
    HydrateFallback: Loading,
    loader: signedIn,
    shouldRevalidate: () => false,
    children: [
      {
        errorElement: <Broken />,
        children: [
          { index: true, element: <Navigate to="/shares" replace /> },
          { path: 'shares', lazy: () => import('./screens/shares/shares.tsx') },
          { path: 'shares/:regionId/:shareId', lazy: () => import('./screens/share/share.tsx') },
          {
            path: 'shares/:regionId/:shareId/settings/:part?',
            lazy: () => import('./screens/share-settings/share-settings.tsx'),
          },
          { path: 'access/:part?/:name?', lazy: () => import('./screens/access/access.tsx') },
          { path: 'audit', lazy: () => import('./screens/audit/audit.tsx') },
          { path: 'new-share', lazy: () => import('./screens/new-share/new-share.tsx') },
          { path: 'inventory/:kind?', lazy: () => import('./screens/inventory/inventory.tsx') },
          { path: 'explorer/:product?/:operation?', lazy: () => import('./screens/explorer/explorer.tsx') },
          { path: 'reference/:product?/:operation?', lazy: () => import('./screens/reference/reference.tsx') },
          { path: 'laboratory/:part?', lazy: () => import('./screens/laboratory/laboratory.tsx') },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
]
