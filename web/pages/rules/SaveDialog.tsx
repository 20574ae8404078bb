import { App, Flex, Form, Input, Modal, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.ts'
import { Failure } from '../../parts/Failure.tsx'
import type { RuleVersion } from './answers.ts'
import { DiffOf } from './DiffView.tsx'
import { type Draft, draftOf } from './rule-draft.ts'
import { useSave } from './useRules.ts'

interface SaveDialogProps {
  readonly open: boolean
  readonly base: RuleVersion
  readonly draft: Draft
  onClose(): void
  onSaved(version: RuleVersion): void
}

/** What is about to change, and why. */
export function SaveDialog({ open, base, draft, onClose, onSaved }: SaveDialogProps) {
  const { t } = useTranslation('rules')
  const { message } = App.useApp()
  const save = useSave()
  const [comment, setComment] = useState('')
  const send = async (): Promise<void> => {
    try {
      const { rules } = await save.mutateAsync({ draft, parent: base.version, comment: comment.trim() })
      setComment('')
      void message.success(t('save.done', { version: rules.version }))
      onSaved(rules)
    } catch (error) {
      // Somebody was faster: the page shows both, with the draft kept.
      if (error instanceof ApiError && error.code === 'LOOP_RULES_CHANGED') onClose()
    }
  }
  return (
    <Modal
      open={open}
      width={640}
      title={t('save.title')}
      okText={t('save.do')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: comment.trim() === '', loading: save.isPending }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <Flex vertical gap="middle">
        <DiffOf before={draftOf(base)} after={draft} />
        <Form layout="vertical">
          <Form.Item label={t('save.comment')} required htmlFor="rules-comment" style={{ marginBottom: 0 }}>
            <Input.TextArea
              id="rules-comment"
              rows={2}
              maxLength={1000}
              value={comment}
              placeholder={t('save.commentHint')}
              onChange={(event) => setComment(event.target.value)}
            />
          </Form.Item>
        </Form>
        <Typography.Text type="secondary">{t('save.effect')}</Typography.Text>
        {save.isError && <Failure error={save.error} />}
      </Flex>
    </Modal>
  )
}
