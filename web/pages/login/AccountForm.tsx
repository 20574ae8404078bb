import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { Refusal } from './Refusal.tsx'
import { useEntry } from './use-entry.ts'

const LEAST_LENGTH = 12

interface Given {
  readonly login: string
  readonly name: string
  readonly password: string
  readonly again: string
}

/** Chooses a password, by a link; for the first account login and name too. `login` null = nobody's yet. */
export function AccountForm({ token, login }: { token: string; login: string | null }) {
  const { t } = useTranslation('login')
  const entry = useEntry(({ login: wanted, name, password }: Given) =>
    login === null
      ? bodyOf(api.POST('/v1/session/first', { body: { token, login: wanted, name, password } }))
      : bodyOf(api.POST('/v1/session/password', { body: { token, password } })),
  )
  const required = { required: true, message: t('missing') }
  return (
    <>
      {entry.isError && <Refusal error={entry.error} />}
      <Form<Given> layout="vertical" requiredMark={false} onFinish={(given) => entry.mutate(given)}>
        {login === null ? (
          <>
            <Form.Item name="login" label={t('login')} extra={t('loginHint')} rules={[required]}>
              <Input autoComplete="username" autoFocus maxLength={64} />
            </Form.Item>
            <Form.Item name="name" label={t('name')} rules={[required]}>
              <Input autoComplete="name" maxLength={200} />
            </Form.Item>
          </>
        ) : (
          <input type="hidden" autoComplete="username" value={login} readOnly />
        )}
        <Form.Item
          name="password"
          label={t('newPassword')}
          extra={t('passwordHint', { least: LEAST_LENGTH })}
          rules={[required, { min: LEAST_LENGTH, message: t('tooShort', { least: LEAST_LENGTH }) }]}
        >
          <Input.Password autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('again')}
          dependencies={['password']}
          rules={[
            required,
            ({ getFieldValue }) => ({
              validator: async (_rule, value: string) => {
                if (value && value !== getFieldValue('password')) throw new Error(t('differs'))
              },
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Button block type="primary" htmlType="submit" loading={entry.isPending}>
          {login === null ? t('first.create') : t('reset.save')}
        </Button>
      </Form>
    </>
  )
}
