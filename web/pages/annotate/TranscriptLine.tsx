import { AimOutlined, FlagFilled, QuestionCircleOutlined, WarningOutlined } from '@ant-design/icons'
import { Button, Flex, Tag, Tooltip, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { ChatText } from '../../parts/ChatText.tsx'
import { useFormat } from '../../parts/format.ts'
import { type Form, isFault } from './form.ts'
import { labelOf, useLabelName } from './label-name.ts'
import type { Line, Sample } from './task.ts'

interface TranscriptLineProps {
  readonly line: Line
  readonly sample: Sample
  readonly form: Form
  readonly onPoint: (turn: string) => void
}

/** One message, with its marks; a model's reply can be pointed at. */
export function TranscriptLine({ line, sample, form, onPoint }: TranscriptLineProps) {
  const { t } = useTranslation('annotate')
  const { token } = theme.useToken()
  const format = useFormat()
  const inQuestion = line.event_id === form.cursor
  const byModel = line.role === 'assistant'
  const border = inQuestion ? token.colorWarning : token.colorBorderSecondary
  return (
    <article
      data-cursor={inQuestion || undefined}
      data-turn={line.event_id}
      style={{
        background: line.role === 'user' ? token.colorFillQuaternary : token.colorBgContainer,
        border: `1px solid ${border}`,
        borderInlineStartWidth: inQuestion ? 4 : 1,
        borderRadius: token.borderRadius,
        marginInlineStart: line.role === 'user' ? 0 : 24,
        marginInlineEnd: line.role === 'user' ? 24 : 0,
        padding: '6px 10px',
      }}
    >
      <Flex wrap gap={6} align="center">
        <Typography.Text strong>{t(`roles.${line.role}`)}</Typography.Text>
        <Typography.Text type="secondary">
          <Tooltip title={format.exact(line.at)}>{format.time(line.at)}</Tooltip>
        </Typography.Text>
        <Marks line={line} sample={sample} form={form} />
        {byModel && !inQuestion && (
          <Tooltip title={t('marks.point')}>
            <Button
              type="text"
              size="small"
              icon={<AimOutlined />}
              aria-label={t('marks.point')}
              onClick={() => onPoint(line.event_id)}
            />
          </Tooltip>
        )}
      </Flex>
      <ChatText text={line.text} />
      {byModel && <Prediction line={line} sample={sample} />}
    </article>
  )
}

function Marks({ line, sample, form }: Omit<TranscriptLineProps, 'onPoint'>) {
  const { t } = useTranslation('annotate')
  const inQuestion = line.event_id === form.cursor
  return (
    <>
      {line.event_id === sample.suspect?.event_id && (
        <Tag color="warning" icon={<WarningOutlined />}>
          {t('marks.suspect')}
        </Tag>
      )}
      {line.event_id === sample.random_turn && <Tag icon={<QuestionCircleOutlined />}>{t('marks.random')}</Tag>}
      {inQuestion && isFault(form) && (
        <Tag color="error" icon={<FlagFilled />}>
          {t('marks.fault')}
        </Tag>
      )}
      {inQuestion && !isFault(form) && <Tag icon={<AimOutlined />}>{t('marks.cursor')}</Tag>}
    </>
  )
}

/** What the model read, once it may be seen. */
function Prediction({ line, sample }: Pick<TranscriptLineProps, 'line' | 'sample'>) {
  const { t } = useTranslation('annotate')
  const format = useFormat()
  const nameOf = useLabelName()
  const said = (task: 'intent' | 'objection', id: string | null | undefined, confidence: number | null | undefined) => {
    if (id === null || id === undefined) return t('prediction.none')
    const label = nameOf(labelOf(sample.taxonomy[task], id))
    return confidence === null || confidence === undefined
      ? label
      : t('prediction.at', { label, confidence: format.percent(confidence, 0) })
  }
  if ((line.predicted_intent ?? line.predicted_objection ?? null) === null) return null
  return (
    <Typography.Paragraph type="secondary" data-prediction style={{ margin: 0 }}>
      {t('prediction.title')}{' '}
      {t('prediction.intent', { value: said('intent', line.predicted_intent, line.intent_confidence) })}
      {' · '}
      {t('prediction.objection', { value: said('objection', line.predicted_objection, line.objection_confidence) })}
    </Typography.Paragraph>
  )
}
