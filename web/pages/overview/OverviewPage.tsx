import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/PageFrame.tsx'

export default function OverviewPage() {
  const { t } = useTranslation('overview')
  return <PageFrame title={t('title')}>{null}</PageFrame>
}
