import { App, Flex, Form, Input, Modal, Radio, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { Failure } from '../../parts/Failure.tsx'
import { examplesIn } from './examples.ts'
import { useImport } from './orders.ts'
import { useSigned, WhoField } from './WhoField.tsx'

const TASKS = ['intent', 'objection'] as const

/** Labelled examples as a start, or in addition: one per line, label and text. */
export function ImportDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('models')
  const { message } = App.useApp()
  const nameOf = useCodeName()
  const { who, setWho, name } = useSigned()
  const [task, setTask] = useState<(typeof TASKS)[number]>('intent')
  const [lines, setLines] = useState('')
  const { examples, bad } = examplesIn(lines)
  const order = useImport(() => {
    void message.success(t('train.ordered'))
    onClose()
  })
  return (
    <Modal
      open
      title={t('train.import')}
      okText={t('confirm')}
      okButtonProps={{ disabled: name === '' || examples.length === 0 || bad.length > 0 }}
      confirmLoading={order.isPending}
      onOk={() => order.mutate({ task, examples, who: name, train: true })}
      onCancel={onClose}
    >
      <Flex vertical gap="small">
        <Typography.Text>{t('train.importAbout')}</Typography.Text>
        <Form layout="vertical" requiredMark={false}>
          <WhoField who={who} onWho={setWho} />
          <Form.Item label={t('train.tasks')}>
            <Radio.Group
              value={task}
              options={TASKS.map((value) => ({ value, label: nameOf('task', value) }))}
              onChange={({ target }) => setTask(target.value as typeof task)}
            />
          </Form.Item>
          <Form.Item
            label={t('train.lines')}
            htmlFor="import-lines"
            extra={t('train.counted', { count: examples.length })}
            {...(bad.length > 0 && {
              validateStatus: 'error' as const,
              help: t('train.badLine', { line: bad[0] }),
            })}
          >
            <Input.TextArea
              id="import-lines"
              rows={8}
              placeholder={t('train.placeholder')}
              value={lines}
              onChange={(event) => setLines(event.target.value)}
            />
          </Form.Item>
        </Form>
        {order.isError && <Failure error={order.error} />}
      </Flex>
    </Modal>
  )
}
