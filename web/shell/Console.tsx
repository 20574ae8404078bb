import { QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider } from 'antd'
import en from 'antd/locale/en_US'
import zh from 'antd/locale/zh_CN'
import { useTranslation } from 'react-i18next'
import { RouterProvider } from 'react-router/dom'
import { queryClient } from '../api/queries.ts'
import { useAppearance } from './appearance.ts'
import { nonce } from './nonce.ts'
import { router } from './router.tsx'
import { themeOf } from './theme.ts'

/** Everything around the pages: language, appearance, cache of answers, addresses. */
export function Console() {
  const { i18n } = useTranslation()
  const appearance = useAppearance()
  return (
    <ConfigProvider
      csp={{ nonce }}
      locale={i18n.language === 'zh' ? zh : en}
      theme={themeOf(appearance)}
      button={{ autoInsertSpace: false }}
    >
      <App message={{ maxCount: 3 }} style={{ height: '100%' }}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  )
}
