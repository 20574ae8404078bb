import { lazy } from 'react'
import { createBrowserRouter } from 'react-router'
import { Broken } from './Broken.tsx'
import { Guarded } from './Guarded.tsx'
import { Lost } from './Lost.tsx'
import { PAGES } from './pages.tsx'
import { Shell } from './Shell.tsx'

const LoginPage = lazy(() => import('../pages/login/LoginPage.tsx'))
const ConversationPage = lazy(() => import('../pages/conversation/ConversationPage.tsx'))

/** Addresses of the console. Everything but the login stands behind it. */
export const router = createBrowserRouter([
  { path: '/login', element: <LoginPage />, errorElement: <Broken /> },
  {
    element: <Shell />,
    errorElement: <Broken />,
    children: [
      ...PAGES.map(({ path, scopes, View }) => ({
        path: path === '/' ? '/' : `${path}/*`,
        element: (
          <Guarded scopes={scopes}>
            <View />
          </Guarded>
        ),
        errorElement: <Broken />,
      })),
      {
        path: '/conversations/:conversationId',
        element: (
          <Guarded scopes={['read']}>
            <ConversationPage />
          </Guarded>
        ),
        errorElement: <Broken />,
      },
      { path: '*', element: <Lost /> },
    ],
  },
])
