import { Button, Divider, Form, Input, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { api, bodyOf } from '../../api/client.ts'
import { Refusal } from './Refusal.tsx'
import { useEntry } from './use-entry.ts'

interface Given {
  readonly login: string
  readonly password: string
}

/** Login and password, and the provider's button where one is configured. */
export function PasswordForm({ singleSignOn }: { singleSignOn: string | null }) {
  const { t } = useTranslation('login')
  const entry = useEntry((given: Given) => bodyOf(api.POST('/v1/session', { body: given })))
  return (
    <>
      {entry.isError && <Refusal error={entry.error} />}
      <Form<Given> layout="vertical" requiredMark={false} onFinish={(given) => entry.mutate(given)}>
        <Form.Item name="login" label={t('login')} rules={[{ required: true, message: t('missing') }]}>
          <Input autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('missing') }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button block type="primary" htmlType="submit" loading={entry.isPending}>
          {t('enter')}
        </Button>
      </Form>
      {singleSignOn !== null && <ProviderButton name={singleSignOn} />}
      <Typography.Text type="secondary">{t('forgotten')}</Typography.Text>
    </>
  )
}

function ProviderButton({ name }: { name: string }) {
  const { t } = useTranslation('login')
  const { state } = useLocation()
  const { from = '/' } = (state ?? {}) as { from?: string }
  return (
    <>
      <Divider plain style={{ margin: 0 }}>
        {t('or')}
      </Divider>
      <Button block href={`/v1/session/oidc?return_to=${encodeURIComponent(from)}`}>
        {t('with', { name })}
      </Button>
    </>
  )
}
