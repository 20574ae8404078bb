import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/PageFrame.tsx'

export default function AnnotatePage() {
  const { t } = useTranslation('annotate')
  return <PageFrame title={t('title')}>{null}</PageFrame>
}
