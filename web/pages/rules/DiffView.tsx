import { Flex, Tag, Typography } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { draftDiff } from './draft-diff.ts'
import type { Draft } from './rule-draft.ts'
import type { Rule, TableDiff } from './rule-shape.ts'

/** What makes the second table of the first, in words. */
export const DiffOf = ({ before, after }: { readonly before: Draft; readonly after: Draft }) => (
  <DiffView diff={draftDiff(before, after)} />
)

export function DiffView({ diff }: { readonly diff: TableDiff }) {
  const { t } = useTranslation('rules')
  const lines = [
    ...diff.added.map((rule) => (
      <Line key={`a${rule.reason}`} kind="added" reason={rule.reason}>
        <Conditions rule={rule} />
      </Line>
    )),
    ...diff.removed.map((rule) => (
      <Line key={`r${rule.reason}`} kind="removed" reason={rule.reason}>
        <Conditions rule={rule} />
      </Line>
    )),
    ...diff.changed.map(({ reason, before, after }) => (
      <Line key={`c${reason}`} kind="changed" reason={reason}>
        <RuleChange before={before} after={after} />
      </Line>
    )),
    ...(diff.reordered
      ? [
          <Line key="order" kind="order">
            {t('diff.reordered')}
          </Line>,
        ]
      : []),
    ...diff.thresholds.map((change) => (
      <Line key={change.name} kind="changed" title={t(`thresholds.${change.name}`)}>
        <ThresholdChange change={change} />
      </Line>
    )),
  ]
  if (lines.length === 0) return <Typography.Text type="secondary">{t('diff.none')}</Typography.Text>
  return (
    <Flex vertical gap={6}>
      {lines}
    </Flex>
  )
}

interface LineProps {
  readonly kind: 'added' | 'removed' | 'changed' | 'order'
  readonly reason?: string
  readonly title?: string
  readonly children: ReactNode
}

function Line({ kind, reason, title, children }: LineProps) {
  const { t } = useTranslation('rules')
  const nameOf = useCodeName()
  return (
    <Flex gap="small" align="baseline" wrap>
      <Tag>{t(`diff.${kind}`)}</Tag>
      {(reason ?? title) !== undefined && (
        <Typography.Text strong>{title ?? nameOf('reason', reason ?? '')}</Typography.Text>
      )}
      {children}
    </Flex>
  )
}

function Conditions({ rule: { all, enabled } }: { readonly rule: Rule }) {
  const { t } = useTranslation('rules')
  const nameOf = useCodeName()
  return (
    <span>
      {all.map((signal) => nameOf('signal', signal)).join(t('and'))}
      {!enabled && <Typography.Text type="secondary"> {t('diff.isOff')}</Typography.Text>}
    </span>
  )
}

function RuleChange({ before, after }: { readonly before: Rule; readonly after: Rule }) {
  const { t } = useTranslation('rules')
  const nameOf = useCodeName()
  const came = after.all.filter((signal) => !before.all.includes(signal))
  const went = before.all.filter((signal) => !after.all.includes(signal))
  return (
    <Flex gap="small" wrap align="baseline">
      {before.enabled !== after.enabled && <span>{after.enabled ? t('diff.on') : t('diff.off')}</span>}
      {came.map((signal) => (
        <ins key={signal}>{nameOf('signal', signal)}</ins>
      ))}
      {went.map((signal) => (
        <del key={signal}>{nameOf('signal', signal)}</del>
      ))}
      {before.note !== after.note && (
        <span className="any-text">
          {t('diff.note')} {before.note !== null && <del>{before.note}</del>}{' '}
          {after.note !== null && <ins>{after.note}</ins>}
        </span>
      )}
    </Flex>
  )
}

const MINUTE_MS = 60_000

function ThresholdChange({ change }: { readonly change: TableDiff['thresholds'][number] }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  if (change.before !== null && change.after !== null) {
    const shown = (value: number): string =>
      change.name === 'click_window_ms' ? format.number(value / MINUTE_MS, 2) : format.number(value, 2)
    return <span>{t('diff.fromTo', { from: shown(change.before), to: shown(change.after) })}</span>
  }
  return (
    <Flex gap={4} wrap className="any-text">
      {change.added.map((word) => (
        <ins key={word}>{word}</ins>
      ))}
      {change.removed.map((word) => (
        <del key={word}>{word}</del>
      ))}
    </Flex>
  )
}
