import { Flex, Form, Input, Modal, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { Failure } from '../../parts/Failure.tsx'
import type { Role } from '../../shell/session.ts'
import { OneTimeLink } from './OneTimeLink.tsx'
import { useRoleOptions } from './RolesAbout.tsx'
import { type Link, type User, useChange } from './settings-api.ts'

interface Given {
  readonly login: string
  readonly name: string
  readonly role: Role
}

/** Makes an account; its person gets a link and chooses the password. */
export function NewUser({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation('settings')
  const [form] = Form.useForm<Given>()
  const roles = useRoleOptions()
  const making = useChange<Given, { user: User; link: Link }>(
    (given) => bodyOf(api.POST('/v1/users', { body: given })),
    ['users'],
    () => {},
  )
  const made = making.data?.link
  const required = { required: true, message: t('missing') }
  return (
    <Modal
      title={t('users.new')}
      open={open}
      onCancel={close}
      afterClose={() => {
        form.resetFields()
        making.reset()
      }}
      okText={made ? t('close') : t('users.create')}
      cancelButtonProps={{ style: { display: made ? 'none' : undefined } }}
      confirmLoading={making.isPending}
      onOk={made ? close : () => form.submit()}
      destroyOnHidden
    >
      <Flex vertical gap="middle">
        {making.isError && <Failure error={making.error} />}
        {made ? (
          <OneTimeLink {...made} />
        ) : (
          <Form form={form} layout="vertical" requiredMark={false} onFinish={(given) => making.mutate(given)}>
            <Form.Item name="login" label={t('users.login')} extra={t('users.loginHint')} rules={[required]}>
              <Input autoComplete="off" maxLength={64} />
            </Form.Item>
            <Form.Item name="name" label={t('users.name')} rules={[required]}>
              <Input autoComplete="off" maxLength={200} />
            </Form.Item>
            <Form.Item name="role" label={t('users.role')} rules={[required]}>
              <Radio.Group options={roles} />
            </Form.Item>
          </Form>
        )}
      </Flex>
    </Modal>
  )
}
