import { Flex, Tooltip, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import type { OwnDay } from './progress.ts'

/** One's own day in a line: done, pace, still to come. */
export function ProgressLine({ day }: { readonly day: OwnDay | undefined }) {
  const { t } = useTranslation('annotate')
  const format = useFormat()
  if (day === undefined) return null
  const { answers, skips, text_answers: texts, median_seconds: median } = day
  const parts = [
    t('progress.done', { count: answers }),
    ...(skips > 0 ? [t('progress.skipped', { count: skips })] : []),
    ...(texts > 0 ? [t('progress.texts', { count: texts })] : []),
    median === null
      ? t('progress.paceNone')
      : t('progress.pace', { seconds: format.span(Math.max(1, Math.round(median)) * 1000) }),
    t('progress.waiting', { count: day.samples_waiting }),
  ]
  return (
    <Tooltip title={t('progress.own')}>
      <Flex wrap gap={4} role="status" aria-label={t('progress.title')} data-progress>
        <Typography.Text type="secondary">{parts.join(' · ')}</Typography.Text>
      </Flex>
    </Tooltip>
  )
}
