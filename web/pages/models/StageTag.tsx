import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import type { Verdict } from './answers.ts'
import type { Standing } from './standing.ts'

const COLOURS = {
  live: 'success',
  canary: 'processing',
  earlier: 'default',
  taken_back: 'warning',
  candidate: 'default',
} as const

/** Live, canary, earlier … and which share of users it answers. */
export function StageTag({ standing: { stage, share } }: { standing: Standing }) {
  const { t } = useTranslation('models')
  const format = useFormat()
  return (
    <Tag color={COLOURS[stage]}>
      {t(`stage.${stage}`)}
      {share > 0 && ` ${format.percent(share)}`}
    </Tag>
  )
}

/** What the gate said. */
export function VerdictTag({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation('models')
  const colour = { pass: 'success', refuse: 'error', inconclusive: 'warning' }[verdict]
  return <Tag color={colour}>{t(`verdict.${verdict}`)}</Tag>
}
