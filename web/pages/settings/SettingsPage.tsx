import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/PageFrame.tsx'

export default function SettingsPage() {
  const { t } = useTranslation('settings')
  return <PageFrame title={t('title')}>{null}</PageFrame>
}
