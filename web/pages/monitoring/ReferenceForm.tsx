import { DatePicker, Flex, Form, Input, Modal, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../parts/Failure.tsx'
import { useSession } from '../../shell/session.ts'
import { useNameReference, useWatchNow } from './monitoring-queries.ts'

interface ReferenceFormProps {
  readonly onClose: () => void
  readonly onNamed: (name: string) => void
}

/** What the date picker gives. */
interface PickedDay {
  year(): number
  month(): number
  date(): number
}

interface Filled {
  readonly name: string
  readonly kind: 'period' | 'training'
  readonly days?: readonly [PickedDay, PickedDay]
  readonly bundle?: string
}

/** Whole days of UTC: from the beginning of the first to the end of the last. */
const bodyOf = ({ kind, days, bundle }: Filled) =>
  kind === 'training'
    ? { kind, bundle: bundle ?? '', assistant: null, level: 0.01 }
    : { kind, from: utcDayOf(days![0]), to: utcDayOf(days![1]) + 86_400_000, assistant: null, level: 0.01 }

const utcDayOf = (day: PickedDay): number => Date.UTC(day.year(), day.month(), day.date())

/** Names what the present is compared with, or changes what a name means. */
export function ReferenceForm({ onClose, onNamed }: ReferenceFormProps) {
  const { t } = useTranslation('monitoring')
  const { name: who } = useSession()
  const [form] = Form.useForm<Filled>()
  const kind = Form.useWatch('kind', form) ?? 'period'
  const naming = useNameReference()
  const watch = useWatchNow()
  const save = async (filled: Filled): Promise<void> => {
    await naming.mutateAsync({ name: filled.name.trim(), body: bodyOf(filled), who })
    watch.mutate()
    onNamed(filled.name.trim())
    onClose()
  }
  return (
    <Modal
      open
      title={t('form.title')}
      okText={t('form.save')}
      cancelText={t('form.cancel')}
      confirmLoading={naming.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Flex vertical gap="small">
        {naming.isError && <Failure error={naming.error} />}
        <Form<Filled>
          form={form}
          layout="vertical"
          initialValues={{ kind: 'period' }}
          onFinish={(filled) => void save(filled).catch(() => {})}
        >
          <Form.Item
            name="name"
            label={t('form.name')}
            extra={t('form.nameAbout')}
            rules={[{ required: true, message: t('form.needed') }]}
          >
            <Input maxLength={64} />
          </Form.Item>
          <Form.Item name="kind" label={t('form.kind')}>
            <Radio.Group
              options={(['period', 'training'] as const).map((value) => ({ value, label: t(`form.kinds.${value}`) }))}
            />
          </Form.Item>
          {kind === 'period' ? (
            <Form.Item name="days" label={t('form.days')} rules={[{ required: true, message: t('form.needed') }]}>
              <DatePicker.RangePicker style={{ width: '100%' }} />
            </Form.Item>
          ) : (
            <Form.Item
              name="bundle"
              label={t('form.bundle')}
              extra={t('form.bundleAbout')}
              rules={[{ required: true, message: t('form.needed') }]}
            >
              <Input />
            </Form.Item>
          )}
        </Form>
      </Flex>
    </Modal>
  )
}
