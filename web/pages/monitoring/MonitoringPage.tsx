import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/PageFrame.tsx'

export default function MonitoringPage() {
  const { t } = useTranslation('monitoring')
  return <PageFrame title={t('title')}>{null}</PageFrame>
}
