import { useQuery } from '@tanstack/react-query'
import { Alert, Card, Flex, Typography, theme } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useLocation, useNavigate, useSearchParams } from 'react-router'
import { api, bodyOf } from '../../api/client.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { useSessionQuery } from '../../shell/session.ts'
import { AppearanceSwitch, LanguageSwitch } from '../../shell/TopBar.tsx'
import { LinkForm } from './LinkForm.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { refusalOf } from './refusal.ts'
import { useDestination } from './use-entry.ts'

/** What stands behind #token= in the address, also when it is pasted into an open page; it is taken out at once. */
function useToken(): string | null {
  const { hash, pathname, state } = useLocation()
  const navigate = useNavigate()
  const brought = /^#token=([\w-]+)$/.exec(hash)?.[1] ?? null
  const [token, setToken] = useState(brought)
  useEffect(() => {
    if (brought === null) return
    setToken(brought)
    void navigate(pathname, { replace: true, state })
  }, [brought, navigate, pathname, state])
  return brought ?? token
}

/** The way in: login and password, a provider, or a one-time link. */
export default function LoginPage() {
  const token = useToken()
  const session = useSessionQuery()
  const destination = useDestination()
  if (token === null && session.data) return <Navigate to={destination(session.data)} replace />
  return <Door>{token === null ? <Ways /> : <LinkForm key={token} token={token} />}</Door>
}

function Door({ children }: { children: ReactNode }) {
  const { t } = useTranslation('login')
  const { token } = theme.useToken()
  useEffect(() => {
    document.title = `${t('title')} · salesloop`
  }, [t])
  return (
    <Flex
      vertical
      component="main"
      style={{ minHeight: '100%', background: token.colorBgLayout, padding: token.padding }}
    >
      <Flex justify="flex-end" gap="small">
        <LanguageSwitch />
        <AppearanceSwitch />
      </Flex>
      <Flex flex={1} align="center" justify="center">
        <Card style={{ width: '100%', maxWidth: 420 }}>
          <Typography.Text type="secondary">salesloop</Typography.Text>
          {children}
        </Card>
      </Flex>
    </Flex>
  )
}

/** What the service offers to somebody who has no link. */
function Ways() {
  const { t } = useTranslation('login')
  const [search] = useSearchParams()
  const failed = search.get('failed')
  const ways = useQuery({ queryKey: ['ways'], queryFn: () => bodyOf(api.GET('/v1/session/ways')) })
  return (
    <Flex vertical gap="middle">
      <Typography.Title level={1} style={{ fontSize: 20, margin: 0 }}>
        {t('title')}
      </Typography.Title>
      {failed !== null && <Alert type="error" showIcon role="alert" title={t(refusalOf(failed))} />}
      <Loaded query={ways}>
        {(offered) =>
          offered.first_account ? (
            <Alert type="info" showIcon title={t('first.missing')} description={t('first.where')} />
          ) : (
            <PasswordForm singleSignOn={offered.single_sign_on} />
          )
        }
      </Loaded>
    </Flex>
  )
}
