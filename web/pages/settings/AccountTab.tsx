import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Card, Flex, Form, Input, Table, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { Failure } from '../../parts/Failure.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useSession } from '../../shell/session.ts'
import { type MySession, useChange } from './settings-api.ts'

/** One's own password and sessions. */
export function AccountTab() {
  const { t } = useTranslation('settings')
  const session = useSession()
  if (session.kind !== 'user')
    return <Alert type="info" showIcon title={t('account.nobody')} description={t('account.nobodyHint')} />
  return <Own />
}

function Own() {
  const { t } = useTranslation('settings')
  const query = useQuery({ queryKey: ['my-sessions'], queryFn: () => bodyOf(api.GET('/v1/me/sessions')) })
  return (
    <Loaded query={query}>
      {({ sessions, has_password, may_set_password }) => (
        <Flex vertical gap="middle">
          {may_set_password ? (
            <PasswordChange hasPassword={has_password} />
          ) : (
            <Alert type="info" showIcon title={t('account.provider')} description={t('account.providerHint')} />
          )}
          <Sessions sessions={sessions} />
        </Flex>
      )}
    </Loaded>
  )
}

interface Given {
  readonly current?: string
  readonly password: string
}

function PasswordChange({ hasPassword }: { hasPassword: boolean }) {
  const { t } = useTranslation('settings')
  const [form] = Form.useForm<Given>()
  const saving = useChange((given: Given) => bodyOf(api.PUT('/v1/me/password', { body: given })), ['my-sessions'])
  const save = (given: Given) => saving.mutate(given, { onSuccess: () => form.resetFields() })
  const required = { required: true, message: t('missing') }
  return (
    <Card size="small" title={t('account.password')} style={{ maxWidth: 480 }}>
      <Flex vertical gap="middle">
        {saving.isError && <Failure error={saving.error} />}
        <Form form={form} layout="vertical" requiredMark={false} onFinish={save}>
          {hasPassword && (
            <Form.Item name="current" label={t('account.current')} rules={[required]}>
              <Input.Password autoComplete="current-password" />
            </Form.Item>
          )}
          <Form.Item
            name="password"
            label={t('account.new')}
            extra={t('account.hint')}
            rules={[required, { min: 12, message: t('account.short') }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={saving.isPending}>
            {t('account.save')}
          </Button>
        </Form>
      </Flex>
    </Card>
  )
}

function Sessions({ sessions }: { sessions: readonly MySession[] }) {
  const { t } = useTranslation('settings')
  const ending = useChange(
    (session_id: string) => bodyOf(api.DELETE('/v1/me/sessions/{session_id}', { params: { path: { session_id } } })),
    ['my-sessions'],
  )
  const endingOthers = useChange(() => bodyOf(api.DELETE('/v1/me/sessions')), ['my-sessions'])
  return (
    <Card
      size="small"
      title={t('account.sessions')}
      extra={
        sessions.length > 1 && (
          <Button size="small" loading={endingOthers.isPending} onClick={() => endingOthers.mutate()}>
            {t('account.endOthers')}
          </Button>
        )
      }
    >
      {ending.isError && <Failure error={ending.error} />}
      <Table<MySession>
        size="small"
        rowKey="session_id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={[...sessions]}
        columns={[
          {
            key: 'agent',
            title: t('account.browser'),
            render: (_value, { agent, current }) => (
              <Flex gap="small" align="center">
                <Typography.Text ellipsis={{ tooltip: agent }} style={{ maxWidth: 420 }}>
                  {agent}
                </Typography.Text>
                {current && <Tag color="processing">{t('account.here')}</Tag>}
              </Flex>
            ),
          },
          { key: 'way', title: t('account.way'), render: (_value, { way }) => t(`account.ways.${way}`) },
          { key: 'since', title: t('account.since'), render: (_value, { created_at }) => <Instant at={created_at} /> },
          { key: 'seen', title: t('account.seen'), render: (_value, { seen_at }) => <Instant at={seen_at} /> },
          { key: 'until', title: t('account.until'), render: (_value, { expires_at }) => <Instant at={expires_at} /> },
          {
            key: 'end',
            title: t('actions'),
            render: (_value, { session_id, current }) =>
              !current && (
                <Button size="small" onClick={() => ending.mutate(session_id)}>
                  {t('account.end')}
                </Button>
              ),
          },
        ]}
      />
    </Card>
  )
}
