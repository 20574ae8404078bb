import { Card, Descriptions, Flex, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { ChatText } from '../../parts/ChatText.tsx'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { type Label, useLabels, type Whole } from './whole.ts'

/** Was it drawn for review, with which chance, and what did people and machines say? */
export function ReviewPanel({ whole }: { whole: Whole }) {
  const { t } = useTranslation('conversation')
  const labels = useLabels(whole.conversation_id)
  return (
    <Card size="small" title={t('review')}>
      <Draw whole={whole} />
      <Loaded query={labels} rows={2}>
        {(data) =>
          data.labels.length === 0 ? (
            <Typography.Text type="secondary">{t('noLabels')}</Typography.Text>
          ) : (
            data.labels.map((label) => <LabelBox key={label.label_id} label={label} />)
          )
        }
      </Loaded>
    </Card>
  )
}

function Draw({ whole: { draw, sample } }: { whole: Whole }) {
  const { t } = useTranslation('conversation')
  const format = useFormat()
  const codeName = useCodeName()
  if (draw === null) return <Typography.Paragraph type="secondary">{t('noDraw')}</Typography.Paragraph>
  const items = [
    { key: 'drawn', label: t('drawn'), children: t(draw.selected ? 'selected' : 'notSelected') },
    { key: 'probability', label: t('probability'), children: format.percent(draw.probability, 2) },
    {
      key: 'stratum',
      label: t('stratum'),
      children: draw.reason === null ? t('control') : codeName('reason', draw.reason),
    },
    { key: 'decided', label: t('decided'), children: <Instant at={draw.decided_at} /> },
    ...(sample === null
      ? []
      : [
          { key: 'state', label: t('sampleState'), children: <Tag>{t(`samples.${sample.state}`)}</Tag> },
          { key: 'sample', label: t('sample'), children: <IdText id={sample.sample_id} /> },
        ]),
  ]
  return <Descriptions column={1} size="small" items={items} style={{ marginBottom: 8 }} />
}

function LabelBox({ label }: { label: Label }) {
  const { t } = useTranslation('conversation')
  const codeName = useCodeName()
  return (
    <Flex vertical gap={2} style={{ paddingBlock: 6 }}>
      <Flex wrap gap={6} align="center">
        <Tag>{t(`source.${label.source}`)}</Tag>
        <strong>
          <ChatText text={label.who} />
        </strong>
        <Instant at={label.recorded_at} />
        {label.withdrawn_by !== null && <Tag color="error">{t('withdrawn')}</Tag>}
      </Flex>
      {typeof label.at_fault === 'boolean' && (
        <span>
          {t(label.at_fault ? 'atFault' : 'notAtFault')}
          {label.part !== undefined && label.part !== 'none' && ` · ${codeName('part', label.part)}`}
        </span>
      )}
      {label.turns.map((turn) => (
        <ChatText
          key={turn.event_id}
          text={[turn.event_id, turn.intent, turn.objection].filter((each) => each !== null).join(' · ')}
        />
      ))}
      {label.better_reply && <ChatText text={`${t('betterReply')} ${label.better_reply}`} />}
      {label.remark && <ChatText text={`${t('remark')} ${label.remark}`} />}
    </Flex>
  )
}
