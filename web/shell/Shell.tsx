import { Layout, Spin } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, Outlet, useLocation } from 'react-router'
import { Failure } from '../parts/Failure.tsx'
import { kept } from './kept.ts'
import { SideMenu } from './SideMenu.tsx'
import { useSessionQuery } from './session.ts'
import { TopBar } from './TopBar.tsx'

/** The frame of every page behind the login: menu at the side, choices and account on top. */
export function Shell() {
  const { t } = useTranslation('shell')
  const session = useSessionQuery()
  const location = useLocation()
  const [narrow, setNarrow] = useState(kept.read('menu') === 'narrow')
  if (session.isPending) return <Spin size="large" fullscreen delay={200} />
  if (session.isError) return <Failure error={session.error} retry={() => void session.refetch()} />
  if (session.data === null)
    return <Navigate to="/login" replace state={{ from: location.pathname + location.search }} />
  const collapse = (now: boolean): void => {
    setNarrow(now)
    kept.write('menu', now ? 'narrow' : 'wide')
  }
  return (
    <Layout hasSider style={{ height: '100%' }}>
      <a className="skip-link" href="#main">
        {t('skip')}
      </a>
      <SideMenu narrow={narrow} onNarrow={collapse} session={session.data} />
      <Layout>
        <TopBar session={session.data} narrow={narrow} onNarrow={collapse} />
        <Layout.Content id="main" tabIndex={-1} style={{ overflow: 'auto', outline: 'none' }}>
          <Outlet />
        </Layout.Content>
      </Layout>
    </Layout>
  )
}
