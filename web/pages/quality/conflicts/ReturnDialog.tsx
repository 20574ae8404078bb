import { Flex, Input, Modal, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { Field } from '../Field.tsx'
import { type Answer, useReturn } from './conflict-query.ts'

interface ReturnDialogProps {
  readonly sampleId: string
  readonly answer: Answer
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Gives an answer back to whoever gave it, with a remark. */
export function ReturnDialog({ sampleId, answer, onClose, onDone }: ReturnDialogProps) {
  const { t } = useTranslation('quality')
  const [remark, setRemark] = useState('')
  const giveBack = useReturn(sampleId, () => {
    onClose()
    onDone()
  })
  const send = (): void => giveBack.mutate({ labelId: answer.label_id, remark: remark.trim() })
  return (
    <Modal
      open
      title={t('giveBack.title', { annotator: answer.annotator })}
      okText={t('giveBack.send')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: remark.trim() === '', loading: giveBack.isPending }}
      onOk={send}
      onCancel={onClose}
    >
      <Flex vertical gap="small">
        <Typography.Text>{t('giveBack.what', { annotator: answer.annotator })}</Typography.Text>
        <Field label={t('giveBack.remark')}>
          {(id) => (
            <Input.TextArea
              id={id}
              autoFocus
              rows={3}
              value={remark}
              onChange={(event) => setRemark(event.target.value)}
            />
          )}
        </Field>
        {giveBack.isError && <Failure error={giveBack.error} />}
      </Flex>
    </Modal>
  )
}
