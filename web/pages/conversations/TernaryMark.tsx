import { CheckOutlined, ClockCircleOutlined, MinusOutlined } from '@ant-design/icons'
import { theme } from 'antd'
import { useTranslation } from 'react-i18next'

interface TernaryMarkProps {
  readonly value: boolean | null
  /** What it says yes or no to. */
  readonly name: string
}

/** Yes, no or not yet in one sign, for narrow columns; in words for those who hover or listen. */
export function TernaryMark({ value, name }: TernaryMarkProps) {
  const { t } = useTranslation('conversations')
  const { token } = theme.useToken()
  const words = t('mark', { name, value: t(`known.${value === null ? 'not_yet' : value ? 'yes' : 'no'}`) })
  const Sign = value === null ? ClockCircleOutlined : value ? CheckOutlined : MinusOutlined
  const color = value === true ? token.colorWarning : value === null ? token.colorInfo : token.colorTextTertiary
  return <Sign role="img" aria-label={words} title={words} style={{ color }} />
}
