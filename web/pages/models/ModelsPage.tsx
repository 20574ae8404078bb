import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/PageFrame.tsx'

export default function ModelsPage() {
  const { t } = useTranslation('models')
  return <PageFrame title={t('title')}>{null}</PageFrame>
}
