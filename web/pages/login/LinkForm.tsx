import { useQuery } from '@tanstack/react-query'
import { Button, Flex, Skeleton, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { AccountForm } from './AccountForm.tsx'
import { Refusal } from './Refusal.tsx'
import { useEntry } from './use-entry.ts'

/** What a one-time link opens: the first account, a new password, or the console at once. */
export function LinkForm({ token }: { token: string }) {
  const { t } = useTranslation('login')
  const link = useQuery({
    queryKey: ['link', token],
    queryFn: () => bodyOf(api.POST('/v1/session/link', { body: { token } })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (link.isError) return <Spent error={link.error} />
  if (link.data === undefined) return <Skeleton active />
  const { kind, login, name } = link.data
  return (
    <Flex vertical gap="middle">
      <div>
        <Typography.Title level={1} style={{ fontSize: 20, margin: 0 }}>
          {kind === 'first' ? t('first.title') : kind === 'password' ? t('reset.title') : t('direct.title', { name })}
        </Typography.Title>
        <Typography.Text type="secondary">
          {kind === 'first' ? t('first.about') : kind === 'password' ? t('reset.about', { login }) : t('direct.about')}
        </Typography.Text>
      </div>
      {kind === 'enter' ? <Direct token={token} /> : <AccountForm token={token} login={login} />}
    </Flex>
  )
}

function Direct({ token }: { token: string }) {
  const { t } = useTranslation('login')
  const entry = useEntry(() => bodyOf(api.POST('/v1/session/enter', { body: { token } })))
  return (
    <>
      {entry.isError && <Refusal error={entry.error} />}
      <Button block type="primary" autoFocus loading={entry.isPending} onClick={() => entry.mutate(undefined)}>
        {t('direct.enter')}
      </Button>
    </>
  )
}

function Spent({ error }: { error: unknown }) {
  const { t } = useTranslation('login')
  return (
    <Flex vertical gap="middle">
      <Typography.Title level={1} style={{ fontSize: 20, margin: 0 }}>
        {t('title')}
      </Typography.Title>
      <Refusal error={error} />
      <Button block href="/login">
        {t('toPassword')}
      </Button>
    </Flex>
  )
}
