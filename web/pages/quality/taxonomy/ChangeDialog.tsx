import { Button, Flex, Input, Modal, Select, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { Field } from '../Field.tsx'
import type { ListedTask } from '../names.ts'
import { type ChangeDraft, changeOf, emptyLabel, type KnownLabel, type LabelDraft } from './change-draft.ts'
import { LabelFields } from './LabelFields.tsx'
import { PreviewOfChange } from './PreviewOfChange.tsx'
import { useChange, useChangePreview } from './taxonomy-query.ts'

interface ChangeDialogProps {
  readonly task: ListedTask
  /** The version that the change is made from. */
  readonly version: number
  readonly labels: readonly KnownLabel[]
  readonly draft: ChangeDraft
  readonly onDraft: (draft: ChangeDraft) => void
  readonly onClose: () => void
}

/** A change of the list: what it is, what it would touch, why, and then it is made. */
export function ChangeDialog({ task, version, labels, draft, onDraft, onClose }: ChangeDialogProps) {
  const { t } = useTranslation('quality')
  const [why, setWhy] = useState('')
  const preview = useChangePreview(task)
  const make = useChange(task, onClose)
  const change = changeOf(draft)
  const edit = (next: ChangeDraft): void => {
    onDraft(next)
    preview.reset()
  }
  const ready = change !== null && preview.data !== undefined && why.trim() !== ''
  return (
    <Modal
      open
      width={680}
      title={t('taxonomy.changeTitle', { kind: t(`taxonomy.kinds.${draft.kind}`), labels: draft.from.join(', ') })}
      okText={t('taxonomy.make')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !ready, loading: make.isPending, danger: draft.kind === 'retire' }}
      onOk={() => change !== null && make.mutate({ change, version, why: why.trim() })}
      onCancel={onClose}
    >
      <Flex vertical gap="middle">
        <Typography.Text type="secondary">{t(`taxonomy.abouts.${draft.kind}`)}</Typography.Text>
        {draft.kind === 'merge' && (
          <Select
            mode="multiple"
            aria-label={t('taxonomy.merged')}
            placeholder={t('taxonomy.merged')}
            value={[...draft.from]}
            options={labels.map(({ id }) => ({ value: id, label: id }))}
            onChange={(from) => edit({ ...draft, from })}
          />
        )}
        <Into draft={draft} onDraft={edit} />
        <div>
          <Button
            disabled={change === null}
            loading={preview.isPending}
            onClick={() => change !== null && preview.mutate(change)}
          >
            {t('taxonomy.preview')}
          </Button>
        </div>
        {preview.isError && <Failure error={preview.error} />}
        {preview.data !== undefined && <PreviewOfChange preview={preview.data} kind={draft.kind} />}
        <Field label={t('gold.why')}>
          {(id) => <Input id={id} value={why} onChange={(event) => setWhy(event.target.value)} />}
        </Field>
        {make.isError && <Failure error={make.error} />}
      </Flex>
    </Modal>
  )
}

interface IntoProps {
  readonly draft: ChangeDraft
  readonly onDraft: (draft: ChangeDraft) => void
}

function Into({ draft, onDraft }: IntoProps) {
  const { t } = useTranslation('quality')
  const put = (place: number, label: LabelDraft): void =>
    onDraft({ ...draft, into: draft.into.map((each, i) => (i === place ? label : each)) })
  const split = draft.kind === 'split'
  return (
    <Flex vertical gap="small">
      {draft.into.map((label, place) => (
        <LabelFields
          key={place}
          label={label}
          fixedId={draft.kind === 'describe'}
          part={split ? place + 1 : null}
          onChange={(next) => put(place, next)}
        />
      ))}
      {split && (
        <Flex gap="small">
          <Button size="small" onClick={() => onDraft({ ...draft, into: [...draft.into, emptyLabel] })}>
            {t('taxonomy.morePart')}
          </Button>
          <Button
            size="small"
            disabled={draft.into.length <= 2}
            onClick={() => onDraft({ ...draft, into: draft.into.slice(0, -1) })}
          >
            {t('taxonomy.lessPart')}
          </Button>
        </Flex>
      )}
    </Flex>
  )
}
