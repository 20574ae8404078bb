import { CheckCircleOutlined } from '@ant-design/icons'
import { Button, Flex, Result, Typography } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ProgressLine } from './ProgressLine.tsx'
import type { OwnDay } from './progress.ts'

interface QueueEndProps {
  readonly day: OwnDay | undefined
  readonly waiting: number
  readonly hint: string
  readonly onTake: () => void
}

/** Nothing waits. What came since is offered, not taken: whoever went for tea holds nothing. */
export function QueueEnd({ day, waiting, hint, onTake }: QueueEndProps) {
  const { t } = useTranslation('annotate')
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <Result
      icon={<CheckCircleOutlined />}
      title={t('empty.title')}
      subTitle={
        <Flex vertical align="center" gap="small">
          <Typography.Text type="secondary">{hint}</Typography.Text>
          <ProgressLine day={day} />
          {waiting > 0 && <Typography.Text strong>{t('empty.more', { count: waiting })}</Typography.Text>}
        </Flex>
      }
      extra={
        <Button ref={button} type="primary" onClick={onTake}>
          {t(waiting > 0 ? 'empty.take' : 'empty.look')}
        </Button>
      }
    />
  )
}
