import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/PageFrame.tsx'

export default function AssistantPage() {
  const { t } = useTranslation('assistant')
  return <PageFrame title={t('title')}>{null}</PageFrame>
}
