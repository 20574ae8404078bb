import { Checkbox, Flex, Form, Input, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { Failure } from '../../parts/Failure.tsx'
import type { Scope } from '../../shell/session.ts'
import { ShownOnce } from './OneTimeLink.tsx'
import { useChange } from './settings-api.ts'

const SCOPES: readonly Scope[] = ['ingest', 'read', 'annotate', 'train', 'admin']
const DAY_MS = 86_400_000
const DAYS = [30, 90, 365, null] as const

interface Given {
  readonly name: string
  readonly scopes: Scope[]
  readonly days: number | null
}

/** Makes a key; its token is shown this once. */
export function NewKey({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation('settings')
  const [form] = Form.useForm<Given>()
  const making = useChange(
    ({ name, scopes, days }: Given) =>
      bodyOf(api.POST('/v1/keys', { body: { name, scopes, expires_in_ms: days === null ? null : days * DAY_MS } })),
    ['keys'],
    () => {},
  )
  const made = making.data
  return (
    <Modal
      title={t('keys.new')}
      open={open}
      onCancel={close}
      afterClose={() => {
        form.resetFields()
        making.reset()
      }}
      okText={made ? t('close') : t('keys.create')}
      cancelButtonProps={{ style: { display: made ? 'none' : undefined } }}
      confirmLoading={making.isPending}
      onOk={made ? close : () => form.submit()}
      destroyOnHidden
    >
      <Flex vertical gap="middle">
        {making.isError && <Failure error={making.error} />}
        {made ? (
          <ShownOnce title={t('keys.token')} text={made.token} hint={t('keys.tokenHint')} />
        ) : (
          <KeyForm form={form} make={(given) => making.mutate(given)} />
        )}
      </Flex>
    </Modal>
  )
}

function KeyForm({ form, make }: { form: ReturnType<typeof Form.useForm<Given>>[0]; make: (given: Given) => void }) {
  const { t } = useTranslation('settings')
  const required = { required: true, message: t('missing') }
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ scopes: ['ingest'], days: 90 }}
      onFinish={make}
    >
      <Form.Item name="name" label={t('keys.name')} extra={t('keys.nameHint')} rules={[required]}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name="scopes" label={t('keys.scopes')} rules={[required]}>
        <Checkbox.Group options={SCOPES.map((value) => ({ value, label: t(`scopes.${value}`) }))} />
      </Form.Item>
      <Form.Item name="days" label={t('keys.expires')}>
        <Select
          options={DAYS.map((value) => ({
            value,
            label: value === null ? t('keys.never') : t('keys.days', { count: value }),
          }))}
        />
      </Form.Item>
    </Form>
  )
}
