import { Button, Flex, Form, Input, Modal, Popconfirm, Radio, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { Failure } from '../../parts/Failure.tsx'
import type { Role } from '../../shell/session.ts'
import { OneTimeLink } from './OneTimeLink.tsx'
import { useRoleOptions } from './RolesAbout.tsx'
import { type Link, type User, useChange } from './settings-api.ts'

interface Given {
  readonly name: string
  readonly role: Role
}

/** Name and role of a person; a new link; off and on. */
export function EditUser({ user, close }: { user: User; close: () => void }) {
  const { t } = useTranslation('settings')
  const [form] = Form.useForm<Given>()
  const roles = useRoleOptions()
  const path = { params: { path: { account_id: user.account_id } } }
  const saving = useChange(
    (given: Given) => bodyOf(api.PATCH('/v1/users/{account_id}', { ...path, body: given })),
    ['users'],
    close,
  )
  return (
    <Modal
      open
      title={t('users.editOf', { login: user.login })}
      okText={t('save')}
      confirmLoading={saving.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Flex vertical gap="middle">
        {saving.isError && <Failure error={saving.error} />}
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={user}
          onFinish={(given) => saving.mutate(given)}
        >
          <Form.Item name="name" label={t('users.name')} rules={[{ required: true, message: t('missing') }]}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item
            name="role"
            label={t('users.role')}
            extra={t(user.single_sign_on ? 'users.roleByProvider' : 'users.roleHint')}
          >
            <Radio.Group options={roles} disabled={user.single_sign_on} />
          </Form.Item>
        </Form>
        <Doors user={user} close={close} />
      </Flex>
    </Modal>
  )
}

/** What concerns coming in: a new link, logging out everywhere, switching off. */
function Doors({ user, close }: { user: User; close: () => void }) {
  const { t } = useTranslation('settings')
  const path = { params: { path: { account_id: user.account_id } } }
  const active = user.state === 'active'
  const link = useChange<void, Link>(
    () => bodyOf(api.POST('/v1/users/{account_id}/reset', path)),
    [],
    () => {},
  )
  const ending = useChange(() => bodyOf(api.DELETE('/v1/users/{account_id}/sessions', path)), [])
  const switching = useChange(
    () => bodyOf(api.PATCH('/v1/users/{account_id}', { ...path, body: { state: active ? 'disabled' : 'active' } })),
    ['users'],
    close,
  )
  const failure = [link, ending, switching].find(({ isError }) => isError)
  return (
    <Flex vertical gap="small">
      <Typography.Text strong>{t('users.doors')}</Typography.Text>
      {failure && <Failure error={failure.error} />}
      {link.data && <OneTimeLink {...link.data} />}
      <Flex wrap gap="small">
        <Button disabled={!active} loading={link.isPending} onClick={() => link.mutate()}>
          {t('users.reset')}
        </Button>
        <Button disabled={!active} loading={ending.isPending} onClick={() => ending.mutate()}>
          {t('users.logOut')}
        </Button>
        <Popconfirm
          title={t(active ? 'users.disableAsk' : 'users.enableAsk')}
          okText={t(active ? 'users.disable' : 'users.enable')}
          onConfirm={() => switching.mutate()}
        >
          <Button danger={active} loading={switching.isPending}>
            {t(active ? 'users.disable' : 'users.enable')}
          </Button>
        </Popconfirm>
      </Flex>
    </Flex>
  )
}
