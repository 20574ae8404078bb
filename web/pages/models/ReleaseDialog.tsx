import { Alert, App, Checkbox, Flex, Form, Input, InputNumber, Modal, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../api/answer.ts'
import { ApiError } from '../../api/api-error.ts'
import { Failure } from '../../parts/Failure.tsx'
import type { Releases } from './answers.ts'
import { consequencesOf } from './consequence.ts'
import { useOrder } from './orders.ts'
import { RepeatEvaluation } from './RepeatEvaluation.tsx'
import type { Action } from './release-facts.ts'
import { useConsequence } from './sentence.ts'
import { useSigned, WhoField } from './WhoField.tsx'

interface ReleaseDialogProps {
  readonly action: Action
  readonly bundle: string | null
  readonly releases: Releases
  readonly policy: Answer<'/v1/releases/policy'>
  onClose(): void
}

/** Refusals that a person may overrule, on record. */
const FORCEABLE = ['LOOP_GATE_NOT_PASSED', 'LOOP_CANARY_NOT_READY']

/** Asks who and why, says what will happen to whom, and shows the service's reasons where it refuses. */
export function ReleaseDialog({ action, bundle, releases, policy, onClose }: ReleaseDialogProps) {
  const { t } = useTranslation('models')
  const { message } = App.useApp()
  const { who, setWho, name } = useSigned()
  const [why, setWhy] = useState('')
  const [percent, setPercent] = useState(100 * (policy.ramp.stages[0]?.share ?? 0.05))
  const [force, setForce] = useState(false)
  const order = useOrder(() => {
    void message.success(t('done'))
    onClose()
  })
  const target = bundle ?? (action === 'rollback' ? null : (releases.canary?.bundle ?? null))
  const send = (): void =>
    order.mutate({
      action,
      who: name,
      why: why.trim(),
      revision: releases.revision,
      ...(target !== null && { bundle: target }),
      ...(releases.assistant_id !== null && { assistant_id: releases.assistant_id }),
      ...(action === 'canary' && { share: percent / 100 }),
      ...(force && { force }),
    })
  const refusal = order.error instanceof ApiError ? order.error : null
  const forceable = refusal !== null && FORCEABLE.includes(refusal.code)
  return (
    <Modal
      open
      title={t(bundle !== null && action === 'rollback' ? 'action.rollbackTo' : `action.${action}`)}
      okText={t('confirm')}
      okButtonProps={{
        disabled: why.trim() === '' || name === '' || !(percent > 0 && percent < 100),
        danger: force || action === 'rollback' || action === 'abandon',
      }}
      confirmLoading={order.isPending}
      onOk={send}
      onCancel={onClose}
    >
      <Flex vertical gap="middle">
        <WhatHappens
          order={{ action, bundle: target, share: percent / 100 }}
          releases={releases}
          automatic={policy.ramp.automatic}
        />
        <Form layout="vertical" requiredMark={false}>
          <WhoField who={who} onWho={setWho} />
          {action === 'canary' && (
            <Form.Item label={t('dialog.share')} htmlFor="release-share" extra={t('dialog.shareExtra')}>
              <InputNumber
                id="release-share"
                min={0.1}
                max={99}
                step={5}
                suffix="%"
                value={percent}
                onChange={(value) => setPercent(value ?? 0)}
              />
            </Form.Item>
          )}
          <Form.Item label={t('dialog.why')} htmlFor="release-why" extra={t('dialog.whyExtra')}>
            <Input.TextArea
              id="release-why"
              rows={2}
              maxLength={500}
              value={why}
              onChange={(event) => setWhy(event.target.value)}
            />
          </Form.Item>
          {(forceable || force) && (
            <Checkbox checked={force} onChange={(event) => setForce(event.target.checked)}>
              {t('dialog.force')}
            </Checkbox>
          )}
        </Form>
        {order.isError && <Failure error={order.error} title={t('dialog.refused')} />}
        {refusal?.code === 'LOOP_GATE_NOT_PASSED' && target !== null && (
          <RepeatEvaluation bundle={target} assistant={releases.assistant_id} />
        )}
      </Flex>
    </Modal>
  )
}

interface WhatHappensProps {
  readonly order: Parameters<typeof consequencesOf>[0]
  readonly releases: Releases
  readonly automatic: boolean
}

function WhatHappens({ order, releases, automatic }: WhatHappensProps) {
  const { t } = useTranslation('models')
  const say = useConsequence()
  const state = { live: releases.live, canary: releases.canary, earlier: releases.ledger[0]?.earlier ?? [] }
  const going = automatic && (releases.canary?.automatic ?? true)
  return (
    <Alert
      type="info"
      title={t('dialog.whatHappens')}
      description={
        <Flex vertical gap={4}>
          {consequencesOf(order, state, going).map((each) => (
            <span key={each.key}>{say(each)}</span>
          ))}
          <Typography.Text type="secondary">
            {releases.assistant_id === null
              ? t('dialog.forAll')
              : t('dialog.forAssistant', { assistant: releases.assistant_id })}
          </Typography.Text>
        </Flex>
      }
    />
  )
}
