import { Flex, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.ts'

interface EstimateProps {
  /** Share, difference or number; null = nothing can be said yet. */
  readonly estimate: number | null | undefined
  readonly low?: number | null | undefined
  readonly high?: number | null | undefined
  /** How many units it rests on. */
  readonly of?: number | undefined
  readonly kind?: 'percent' | 'points' | 'number'
  readonly digits?: number
  /** Large, for a figure that stands alone. */
  readonly large?: boolean
}

/** An estimate with its 95 % interval and what it rests on; "not enough data yet" instead of a made-up number. */
export function Estimate({ estimate, low, high, of, kind = 'percent', digits = 1, large = false }: EstimateProps) {
  const { t } = useTranslation('parts')
  const format = useFormat()
  if (estimate === null || estimate === undefined) {
    return <Typography.Text type="secondary">{t('estimate.none')}</Typography.Text>
  }
  const shown = (value: number): string => format[kind](value, digits)
  const range = typeof low === 'number' && typeof high === 'number'
  return (
    <Flex vertical={large} wrap align="baseline" gap={large ? 0 : 6} style={{ display: 'inline-flex' }}>
      <span style={large ? { fontSize: 24, lineHeight: 1.3, fontWeight: 600 } : undefined}>{shown(estimate)}</span>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {range && (
          <span title={t('estimate.interval')}>{t('estimate.range', { low: shown(low), high: shown(high) })}</span>
        )}
        {of !== undefined && <span> {t('estimate.of', { of: format.number(of) })}</span>}
      </Typography.Text>
    </Flex>
  )
}
