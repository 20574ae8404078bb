import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/PageFrame.tsx'

export default function QualityPage() {
  const { t } = useTranslation('quality')
  return <PageFrame title={t('title')}>{null}</PageFrame>
}
