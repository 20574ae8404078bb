import { Flex, Input, Modal, Select, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { useFormat } from '../../../parts/format.ts'
import { Field } from '../Field.tsx'
import { useNames } from '../names.ts'
import { useAddGold, useRetireGold } from './gold-query.ts'

interface AddGoldDialogProps {
  readonly task: 'intent' | 'objection'
  readonly onClose: () => void
}

/** One item by hand: a text and its right label. */
export function AddGoldDialog({ task, onClose }: AddGoldDialogProps) {
  const { t } = useTranslation('quality')
  const names = useNames()
  const [text, setText] = useState('')
  const [label, setLabel] = useState<string | null>(null)
  const [why, setWhy] = useState('')
  const add = useAddGold(onClose)
  const ready = text.trim() !== '' && label !== null && why.trim() !== ''
  return (
    <Modal
      open
      title={t('gold.addTitle', { task: names.task(task) })}
      okText={t('gold.add')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !ready, loading: add.isPending }}
      onOk={() => add.mutate({ task, text: text.trim(), label: label!, why: why.trim() })}
      onCancel={onClose}
    >
      <Flex vertical gap="small">
        <Typography.Text type="secondary">{t('gold.addAbout')}</Typography.Text>
        <Field label={t('gold.text')}>
          {(id) => (
            <Input.TextArea id={id} autoFocus rows={2} value={text} onChange={(event) => setText(event.target.value)} />
          )}
        </Field>
        <Select
          aria-label={t('gold.label')}
          placeholder={t('gold.label')}
          showSearch={{ optionFilterProp: 'label' }}
          value={label}
          options={names.options(task)}
          onChange={setLabel}
        />
        <Field label={t('gold.why')}>
          {(id) => <Input id={id} value={why} onChange={(event) => setWhy(event.target.value)} />}
        </Field>
        {add.isError && <Failure error={add.error} />}
      </Flex>
    </Modal>
  )
}

interface RetireGoldDialogProps {
  readonly ids: readonly string[]
  readonly onClose: () => void
  readonly onCancel: () => void
}

export function RetireGoldDialog({ ids, onClose, onCancel }: RetireGoldDialogProps) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const [why, setWhy] = useState('')
  const retire = useRetireGold(onClose)
  return (
    <Modal
      open
      title={t('gold.retireTitle', { count: ids.length, shown: format.number(ids.length) })}
      okText={t('gold.retire')}
      cancelText={t('cancel')}
      okButtonProps={{ danger: true, disabled: why.trim() === '', loading: retire.isPending }}
      onOk={() => retire.mutate({ ids, why: why.trim() })}
      onCancel={onCancel}
    >
      <Flex vertical gap="small">
        <Typography.Text>{t('gold.retireAbout')}</Typography.Text>
        <Field label={t('gold.why')}>
          {(id) => <Input id={id} autoFocus value={why} onChange={(event) => setWhy(event.target.value)} />}
        </Field>
        {retire.isError && <Failure error={retire.error} />}
      </Flex>
    </Modal>
  )
}
