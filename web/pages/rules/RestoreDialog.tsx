import { App, Flex, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../parts/Failure.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { DiffView } from './DiffView.tsx'
import { useDiff, useRestore } from './useRules.ts'

interface RestoreDialogProps {
  /** null = closed. */
  readonly version: number | null
  readonly current: number
  onClose(): void
}

/** Shows what going back changes, and asks why. */
export function RestoreDialog({ version, current, onClose }: RestoreDialogProps) {
  const { t } = useTranslation('rules')
  const { message } = App.useApp()
  const restore = useRestore()
  const [comment, setComment] = useState('')
  const diff = useDiff(current, version ?? current, version !== null)
  const close = (): void => {
    restore.reset()
    setComment('')
    onClose()
  }
  const send = (): void => {
    if (version === null) return
    restore.mutate(
      { version, parent: current, comment: comment.trim() },
      {
        onSuccess: ({ rules }) => {
          void message.success(t('save.done', { version: rules.version }))
          close()
        },
      },
    )
  }
  return (
    <Modal
      open={version !== null}
      title={t('restore.title', { version: version ?? '' })}
      okText={t('restore.do')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: comment.trim() === '', loading: restore.isPending }}
      onOk={send}
      onCancel={close}
    >
      <Flex vertical gap="middle">
        <span>{t('restore.effect', { current })}</span>
        <Loaded query={diff} rows={2}>
          {(found) => <DiffView diff={found} />}
        </Loaded>
        <Form layout="vertical">
          <Form.Item label={t('save.comment')} required htmlFor="restore-comment" style={{ marginBottom: 0 }}>
            <Input.TextArea
              id="restore-comment"
              rows={2}
              maxLength={1000}
              value={comment}
              onChange={(event) => setComment(event.target.value)}
            />
          </Form.Item>
        </Form>
        {restore.isError && <Failure error={restore.error} />}
      </Flex>
    </Modal>
  )
}
