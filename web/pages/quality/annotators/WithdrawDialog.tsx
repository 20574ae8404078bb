import { Alert, Button, DatePicker, Descriptions, Flex, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { useFormat } from '../../../parts/format.ts'
import { Field } from '../Field.tsx'
import { useAnnotators } from './AnnotatorsTab.tsx'
import { type Batch, type Preview, usePreview, useWithdraw } from './withdrawal-query.ts'

interface WithdrawDialogProps {
  /** Whose answers; empty = to be chosen. */
  readonly annotator: string
  readonly onClose: () => void
}

/** Withdraws a bad batch: first what it would touch, then the reason, then the deed. */
export function WithdrawDialog({ annotator, onClose }: WithdrawDialogProps) {
  const { t } = useTranslation('quality')
  const [batch, setBatch] = useState<Batch>({ annotator, from: null, until: null })
  const [why, setWhy] = useState('')
  const preview = usePreview()
  const withdraw = useWithdraw(onClose)
  const change = (next: Partial<Batch>): void => {
    setBatch({ ...batch, ...next })
    preview.reset()
  }
  const ready = preview.data !== undefined && why.trim() !== ''
  return (
    <Modal
      open
      width={640}
      title={t('withdraw.title')}
      okText={t('withdraw.send')}
      cancelText={t('cancel')}
      okButtonProps={{ danger: true, disabled: !ready, loading: withdraw.isPending }}
      onOk={() => withdraw.mutate({ batch, why: why.trim() })}
      onCancel={onClose}
    >
      <Flex vertical gap="middle">
        <BatchFields batch={batch} onChange={change} />
        <div>
          <Button disabled={batch.annotator === ''} loading={preview.isPending} onClick={() => preview.mutate(batch)}>
            {t('withdraw.look')}
          </Button>
        </div>
        {preview.isError && <Failure error={preview.error} />}
        {preview.data !== undefined && <Touched preview={preview.data} />}
        <Field label={t('withdraw.why')}>
          {(id) => <Input id={id} value={why} onChange={(event) => setWhy(event.target.value)} />}
        </Field>
        {withdraw.isError && <Failure error={withdraw.error} />}
      </Flex>
    </Modal>
  )
}

function BatchFields({
  batch,
  onChange,
}: {
  readonly batch: Batch
  readonly onChange: (next: Partial<Batch>) => void
}) {
  const { t } = useTranslation('quality')
  const { data } = useAnnotators({})
  return (
    <Flex wrap gap="small">
      <Select
        aria-label={t('withdraw.whose')}
        style={{ minWidth: 200 }}
        showSearch
        placeholder={t('withdraw.whose')}
        value={batch.annotator === '' ? null : batch.annotator}
        options={(data?.annotators ?? []).map(({ annotator: name }) => ({ value: name, label: name }))}
        onChange={(name: string) => onChange({ annotator: name })}
      />
      <DatePicker
        showTime
        aria-label={t('withdraw.from')}
        placeholder={t('withdraw.from')}
        onChange={(day) => onChange({ from: day?.valueOf() ?? null })}
      />
      <DatePicker
        showTime
        aria-label={t('withdraw.until')}
        placeholder={t('withdraw.until')}
        onChange={(day) => onChange({ until: day?.valueOf() ?? null })}
      />
    </Flex>
  )
}

const COUNTS = ['labels', 'samples', 'waiting', 'snapshots', 'models', 'bundles', 'gold_items'] as const

function Touched({ preview }: { readonly preview: Preview }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const { counts } = preview
  return (
    <Flex vertical gap="small">
      <Descriptions
        bordered
        size="small"
        column={2}
        items={COUNTS.map((name) => ({
          key: name,
          label: t(`withdraw.counts.${name}`),
          children: format.number(counts[name]),
        }))}
      />
      {counts.models + counts.bundles + counts.gold_items > 0 && (
        <Alert type="warning" showIcon title={t('withdraw.rests')} />
      )}
    </Flex>
  )
}
