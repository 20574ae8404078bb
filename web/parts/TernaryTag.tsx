import { CheckOutlined, ClockCircleOutlined, MinusOutlined } from '@ant-design/icons'
import { Tag, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.ts'

interface TernaryTagProps {
  /** null = not yet known. */
  readonly value: boolean | null
  /** When a null will be known, epoch milliseconds; null = no one can say. */
  readonly knownAt?: number | null | undefined
}

/** Yes, no, or not yet (with the moment when it will be known): never colour alone. */
export function TernaryTag({ value, knownAt }: TernaryTagProps) {
  const { t } = useTranslation('parts')
  const format = useFormat()
  if (value === true) {
    return (
      <Tag color="warning" icon={<CheckOutlined />}>
        {t('ternary.yes')}
      </Tag>
    )
  }
  if (value === false) return <Tag icon={<MinusOutlined />}>{t('ternary.no')}</Tag>
  const when = typeof knownAt === 'number' ? t('ternary.knownAt', { at: format.instant(knownAt) }) : null
  return (
    <Tooltip title={when ?? t('ternary.open')}>
      <Tag icon={<ClockCircleOutlined />} style={{ borderStyle: 'dashed' }}>
        {t('ternary.notYet')}
        {when !== null && ` · ${when}`}
      </Tag>
    </Tooltip>
  )
}
