import { Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Instant } from '../../parts/Instant.tsx'

interface SavedProps {
  readonly version: number
  readonly who: string | null
  readonly at: number | null
  readonly why: string | null
}

/** Who set what is in force, when and why; version 0 is what salesloop comes with. */
export function Saved({ version, who, at, why }: SavedProps) {
  const { t } = useTranslation('settings')
  if (version === 0) return <Typography.Text type="secondary">{t('policy.shipped')}</Typography.Text>
  return (
    <Typography.Text type="secondary" className="any-text">
      {t('policy.saved', { version, who })} <Instant at={at} />
      {why !== null && ` · ${why}`}
    </Typography.Text>
  )
}
