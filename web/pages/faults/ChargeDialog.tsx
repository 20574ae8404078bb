import { App, Flex, Form, Input, Modal, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../parts/Failure.tsx'
import { useCharge } from './faults.ts'

interface ChargeDialogProps {
  /** null = the rule table. */
  readonly model: string | null
  onClose(): void
}

/** Asks for the reason, and says what changes. */
export function ChargeDialog({ model, onClose }: ChargeDialogProps) {
  const { t } = useTranslation('faults')
  const { message } = App.useApp()
  const charge = useCharge()
  const [why, setWhy] = useState('')
  const send = () =>
    charge.mutate(
      { model, why: why.trim() },
      {
        onSuccess: () => {
          void message.success(t(model === null ? 'charge.doneRules' : 'charge.doneLearned'))
          onClose()
        },
      },
    )
  return (
    <Modal
      open
      title={t(model === null ? 'charge.takeBack' : 'charge.put')}
      okText={t(model === null ? 'charge.takeBack' : 'charge.put')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: why.trim() === '', loading: charge.isPending }}
      onOk={send}
      onCancel={onClose}
    >
      <Flex vertical gap="middle">
        <Typography.Text>{t(model === null ? 'charge.effectRules' : 'charge.effectLearned')}</Typography.Text>
        <Form layout="vertical">
          <Form.Item label={t('charge.why')} required htmlFor="charge-why" style={{ marginBottom: 0 }}>
            <Input.TextArea
              id="charge-why"
              rows={2}
              maxLength={200}
              value={why}
              onChange={(event) => setWhy(event.target.value)}
            />
          </Form.Item>
        </Form>
        {charge.isError && <Failure error={charge.error} />}
      </Flex>
    </Modal>
  )
}
