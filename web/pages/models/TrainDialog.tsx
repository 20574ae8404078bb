import { App, Checkbox, Flex, Form, Modal, Radio, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { Failure } from '../../parts/Failure.tsx'
import { useTraining } from './orders.ts'
import { useAssistant } from './queries.ts'
import { useSigned, WhoField } from './WhoField.tsx'

const MODES = ['refit', 'incremental', 'online'] as const
const TASKS = ['intent', 'objection'] as const

/** Orders a training run: a candidate comes of it, and nobody is answered by that before a release. */
export function TrainDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('models')
  const { message } = App.useApp()
  const nameOf = useCodeName()
  const assistant = useAssistant()
  const { who, setWho, name } = useSigned()
  const [mode, setMode] = useState<(typeof MODES)[number]>('refit')
  const [tasks, setTasks] = useState<(typeof TASKS)[number][]>([...TASKS])
  const training = useTraining(() => {
    void message.success(t('train.ordered'))
    onClose()
  })
  const send = (): void =>
    training.mutate({
      mode,
      tasks,
      who: name,
      class_weights: 'none',
      replay_share: 0.1,
      replay: 'balanced',
      ...(assistant !== undefined && { assistant_id: assistant }),
    })
  return (
    <Modal
      open
      title={t('train.now')}
      okText={t('confirm')}
      okButtonProps={{ disabled: name === '' || tasks.length === 0 }}
      confirmLoading={training.isPending}
      onOk={send}
      onCancel={onClose}
    >
      <Flex vertical gap="small">
        <Typography.Text>{t('train.about')}</Typography.Text>
        <Form layout="vertical" requiredMark={false}>
          <WhoField who={who} onWho={setWho} />
          <Form.Item label={t('train.tasks')}>
            <Checkbox.Group
              value={tasks}
              options={TASKS.map((value) => ({ value, label: nameOf('task', value) }))}
              onChange={setTasks}
            />
          </Form.Item>
          <Form.Item label={t('train.how')} extra={t(`train.modeAbout.${mode}`)}>
            <Radio.Group
              value={mode}
              options={MODES.map((value) => ({ value, label: t(`train.mode.${value}`) }))}
              onChange={({ target }) => setMode(target.value as typeof mode)}
            />
          </Form.Item>
        </Form>
        {training.isError && <Failure error={training.error} />}
      </Flex>
    </Modal>
  )
}
