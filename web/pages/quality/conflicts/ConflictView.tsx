import { Alert, Card, Col, Flex, Row, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { IdText } from '../../../parts/IdText.tsx'
import { Instant } from '../../../parts/Instant.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { Conversation } from './Conversation.tsx'
import { type Comparison, useComparison } from './conflict-query.ts'
import { Resolution } from './Resolution.tsx'

interface ConflictViewProps {
  readonly sampleId: string
  readonly onMove: (by: 1 | -1) => void
  readonly onDone: () => void
}

/** One sample: the conversation, all answers side by side, and the last word. */
export function ConflictView({ sampleId, onMove, onDone }: ConflictViewProps) {
  const query = useComparison(sampleId)
  return (
    <Loaded query={query} rows={10}>
      {(data) => (
        <Flex vertical gap="middle">
          <Heading data={data} />
          <Row gutter={[16, 16]}>
            <Col xs={24} xl={8}>
              <Conversation lines={data.lines} inQuestion={turnsInQuestion(data)} />
            </Col>
            <Col xs={24} xl={16}>
              <Resolution data={data} onMove={onMove} onDone={onDone} />
            </Col>
          </Row>
        </Flex>
      )}
    </Loaded>
  )
}

const turnsInQuestion = ({ conflicts }: Comparison): string[] =>
  conflicts.flatMap(({ event_id }) => (event_id === null ? [] : [event_id]))

function Heading({ data }: { readonly data: Comparison }) {
  const { t } = useTranslation('quality')
  const { sample, settled } = data
  return (
    <Card size="small">
      <Flex wrap gap="small" align="center">
        <IdText id={sample.conversation_id} to={`/conversations/${encodeURIComponent(sample.conversation_id)}`} />
        <Tag>{t(`conflicts.states.${sample.state}`)}</Tag>
        <Typography.Text type="secondary">
          {t('conflicts.answers', { answers: sample.answers, wanted: sample.wanted })}
        </Typography.Text>
        {settled !== null && (
          <Alert
            type="success"
            showIcon
            title={
              <>
                {t('conflicts.settledBy', { who: settled.annotator })} <Instant at={settled.recorded_at} />
              </>
            }
            description={settled.remark}
          />
        )}
      </Flex>
    </Card>
  )
}
