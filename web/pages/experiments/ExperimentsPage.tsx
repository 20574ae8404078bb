import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/PageFrame.tsx'

export default function ExperimentsPage() {
  const { t } = useTranslation('experiments')
  return <PageFrame title={t('title')}>{null}</PageFrame>
}
