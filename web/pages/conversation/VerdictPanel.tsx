import { Button, Card, Flex, List, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { TernaryTag } from '../../parts/TernaryTag.tsx'
import type { Whole } from './whole.ts'

const FEATURES = [
  ...(['cta_not_clicked', 'no_order', 'repeated_question'] as const),
  ...(['fsm_stalled', 'long_silence', 'no_conversion'] as const),
] as const

interface VerdictProps {
  readonly whole: Whole
  /** The reason, feature or signal whose evidence is marked. */
  readonly shown: string | null
  readonly onShow: (shown: string | null) => void
}

/** The six features, each yes, no or not yet with the moment when it will be known. */
export function FeaturesPanel({ whole: { row, known_at }, shown, onShow }: VerdictProps) {
  const { t } = useTranslation('conversation')
  const codeName = useCodeName()
  if (row === null)
    return (
      <Card size="small" title={t('features')}>
        {t('notDerived')}
      </Card>
    )
  return (
    <Card size="small" title={t('features')}>
      {FEATURES.map((name) => (
        <Flex key={name} justify="space-between" align="center" gap="small" wrap style={{ minHeight: 30 }}>
          <span>{codeName('feature', name)}</span>
          <Flex align="center" gap={4} wrap>
            <Evidence {...{ name, shown, onShow }} count={row.evidence[name]?.length ?? 0} />
            <TernaryTag value={row.features[name]} knownAt={known_at?.features[name]} />
          </Flex>
        </Flex>
      ))}
    </Card>
  )
}

/** Each admission rule: does it hold, by which signals, shown by which events. */
export function ReasonsPanel({ whole, shown, onShow }: VerdictProps) {
  const { t } = useTranslation('conversation')
  const codeName = useCodeName()
  const { row, why, known_at, rules_version } = whole
  if (row === null) return null
  return (
    <Card
      size="small"
      title={t('reasons')}
      extra={
        <Flex gap={4} align="center">
          <span>{t('flagged')}</span>
          <TernaryTag value={row.flagged} knownAt={known_at?.flagged} />
        </Flex>
      }
    >
      <List
        size="small"
        dataSource={why}
        rowKey="reason"
        footer={<Typography.Text type="secondary">{t('rulesVersion', { version: rules_version })}</Typography.Text>}
        renderItem={({ reason, holds, signals }) => (
          <List.Item style={{ display: 'block', paddingInline: 0 }}>
            <Flex justify="space-between" gap="small" wrap>
              <strong>{codeName('reason', reason)}</strong>
              <Flex gap={4} align="center">
                <Evidence
                  name={reason}
                  count={holds === true ? signals.reduce((sum, { event_ids }) => sum + event_ids.length, 0) : 0}
                  {...{ shown, onShow }}
                />
                <TernaryTag value={holds} />
              </Flex>
            </Flex>
            {signals.map(({ signal, value }) => (
              <Flex key={signal} justify="space-between" gap="small">
                <Typography.Text type="secondary">{codeName('signal', signal)}</Typography.Text>
                <Typography.Text type="secondary">
                  {t(`known.${value === null ? 'not_yet' : value ? 'yes' : 'no'}`)}
                </Typography.Text>
              </Flex>
            ))}
          </List.Item>
        )}
      />
    </Card>
  )
}

interface EvidenceProps {
  readonly name: string
  readonly count: number
  readonly shown: string | null
  readonly onShow: (shown: string | null) => void
}

function Evidence({ name, count, shown, onShow }: EvidenceProps) {
  const { t } = useTranslation('conversation')
  if (count === 0) return null
  const on = shown === name
  return (
    <Button
      size="small"
      type={on ? 'primary' : 'default'}
      aria-pressed={on}
      data-evidence={name}
      onClick={() => onShow(on ? null : name)}
    >
      {t('showEvidence', { count })}
    </Button>
  )
}
