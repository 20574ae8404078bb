import { Alert, Button, Card, Col, Descriptions, Flex, Modal, Row } from 'antd'
import { useTranslation } from 'react-i18next'
import { ChatText } from '../../parts/ChatText.tsx'
import { WAYS, type Way } from './conflict-ways.ts'
import type { Conflict } from './desk-state.ts'
import { KeyCap } from './KeyCap.tsx'
import { labelOf, useLabelName } from './label-name.ts'
import type { Sample } from './task.ts'

interface ConflictDialogProps {
  readonly conflict: Conflict | null
  readonly sample: Sample
  readonly onSettle: (way: Way) => void
}

/** A stale answer beside what stands instead: nothing is lost, and there are ways on. */
export function ConflictDialog({ conflict, sample, onSettle }: ConflictDialogProps) {
  const { t } = useTranslation('annotate')
  if (conflict === null) return null
  return (
    <Modal open title={t('conflict.title')} footer={null} closable={false} keyboard={false} width={860}>
      <Flex vertical gap="middle" data-conflict>
        <Alert type="warning" showIcon title={t('conflict.intro')} description={conflict.why} />
        <Row gutter={[12, 12]}>
          <Col xs={24} md={12}>
            <Card size="small" title={t('conflict.yours')}>
              <AnswerText answer={conflict.yours} sample={sample} />
            </Card>
          </Col>
          <Col xs={24} md={12}>
            {conflict.recorded.length === 0 && <Card size="small">{t('conflict.none')}</Card>}
            {conflict.recorded.map((label) => (
              <Card key={label.label_id} size="small" title={t('conflict.theirs', { name: label.annotator })}>
                <AnswerText answer={label} sample={sample} />
              </Card>
            ))}
          </Col>
        </Row>
        <Flex vertical gap="small">
          <span>{t('conflict.keepHint')}</span>
          {WAYS.map((way, i) => (
            <Button
              key={way}
              type={way === 'keep' ? 'primary' : 'default'}
              danger={way === 'discard'}
              autoFocus={way === 'keep'}
              aria-keyshortcuts={String(i + 1)}
              onClick={() => onSettle(way)}
            >
              <KeyCap>{String(i + 1)}</KeyCap> {t(`conflict.${way}`)}
            </Button>
          ))}
        </Flex>
      </Flex>
    </Modal>
  )
}

interface AnswerLike {
  readonly part: 'intent' | 'objection' | 'wording' | 'policy' | 'none'
  readonly turns: readonly {
    readonly event_id: string
    readonly intent: string | null
    readonly objection: string | null
    readonly style: string | null
  }[]
  readonly better_reply: string | null
  readonly remark: string | null
}

function AnswerText({ answer, sample }: { readonly answer: AnswerLike; readonly sample: Sample }) {
  const { t } = useTranslation('annotate')
  const nameOf = useLabelName()
  const replies = sample.turns.filter(({ role }) => role !== 'user').map(({ event_id }) => event_id)
  const labels = (turn: AnswerLike['turns'][number]): string =>
    (['intent', 'objection', 'style'] as const)
      .flatMap((task) => (turn[task] === null ? [] : [nameOf(labelOf(sample.taxonomy[task], turn[task]))]))
      .join(' · ')
  const items = [
    { key: 'part', label: t('conflict.fault'), children: t(`form.parts.${answer.part}`) },
    ...answer.turns.map((turn) => ({
      key: turn.event_id,
      label: t('conflict.turn', { n: replies.indexOf(turn.event_id) + 1 }),
      children: labels(turn),
    })),
    {
      key: 'reply',
      label: t('conflict.reply'),
      children: <ChatText text={answer.better_reply ?? t('conflict.empty')} />,
    },
    { key: 'remark', label: t('conflict.remark'), children: <ChatText text={answer.remark ?? t('conflict.empty')} /> },
  ]
  return <Descriptions column={1} size="small" items={items} className="any-text" />
}
