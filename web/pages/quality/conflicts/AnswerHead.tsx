import { Button, Flex, Tag, Tooltip, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../parts/format.ts'
import { Instant } from '../../../parts/Instant.tsx'
import { Act } from '../Act.tsx'
import type { AnswersTableProps } from './AnswerRow.tsx'
import type { Answer } from './conflict-query.ts'

/** Who answered, when and how, and what can be done with it. */
export function AnswerHead({
  answer,
  index,
  decision,
  source,
  mayReturn,
  onTake,
  onReturn,
}: AnswersTableProps & { readonly answer: Answer; readonly index: number }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  return (
    <Flex vertical gap={4} align="flex-start">
      <Typography.Text strong>{answer.annotator}</Typography.Text>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        <Instant at={answer.recorded_at} />
        {answer.seconds !== null && ` · ${format.span(answer.seconds * 1000)}`}
      </Typography.Text>
      <Tooltip title={t(answer.blind ? 'conflicts.blindWhy' : 'conflicts.seeingWhy')}>
        <Tag>{t(answer.blind ? 'conflicts.blind' : 'conflicts.seeing')}</Tag>
      </Tooltip>
      {decision !== null && index < 9 && (
        <Button
          size="small"
          type={source === index ? 'primary' : 'default'}
          aria-pressed={source === index}
          onClick={() => onTake(index)}
        >
          {t('conflicts.take', { key: index + 1 })}
        </Button>
      )}
      {mayReturn && (
        <Act size="small" type="link" scope="train" style={{ padding: 0 }} onClick={() => onReturn(answer)}>
          {t('conflicts.giveBack')}
        </Act>
      )}
    </Flex>
  )
}
