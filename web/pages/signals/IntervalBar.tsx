import { Flex, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import type { Share } from './worth.ts'

interface IntervalBarProps {
  readonly share: Share
  /** Where the scale ends; what lies beyond is cut. */
  readonly top?: number
  /** A figure that it is compared with: a line across. */
  readonly mark?: number | undefined
  readonly kind?: 'percent' | 'number'
}

/** A number, and its 95 % interval as a bar; the numbers of the interval stand between them. */
export function IntervalBar({ share, top = 1, mark, kind = 'percent' }: IntervalBarProps) {
  const { t } = useTranslation(['signals', 'parts'])
  const format = useFormat()
  const { token } = theme.useToken()
  if (share === null) return <Typography.Text type="secondary">{t('parts:estimate.none')}</Typography.Text>
  const shown = (value: number): string => format[kind](value, kind === 'number' ? 2 : 1)
  const place = (value: number): string => `${(100 * Math.min(top, Math.max(0, value))) / top}%`
  const width = `${(100 * (Math.min(top, share.high) - Math.min(top, share.low))) / top}%`
  const range = t('range', { low: shown(share.low), high: shown(share.high) })
  return (
    <Flex vertical gap={2} style={{ whiteSpace: 'nowrap' }}>
      <span>{shown(share.estimate)}</span>
      <Typography.Text type="secondary" style={{ fontSize: 12, lineHeight: 1.2 }} title={t('parts:estimate.interval')}>
        {range}
      </Typography.Text>
      <div aria-hidden style={{ position: 'relative', height: 6, background: token.colorFillSecondary }}>
        <div
          style={{
            position: 'absolute',
            insetInlineStart: place(share.low),
            width,
            height: 6,
            background: token.colorPrimaryBorder,
          }}
        />
        <div
          style={{
            position: 'absolute',
            insetInlineStart: place(share.estimate),
            width: 2,
            height: 6,
            background: token.colorPrimary,
          }}
        />
        {mark !== undefined && (
          <div
            style={{
              position: 'absolute',
              insetInlineStart: place(mark),
              width: 1,
              top: -2,
              height: 10,
              background: token.colorText,
            }}
          />
        )}
      </div>
    </Flex>
  )
}
