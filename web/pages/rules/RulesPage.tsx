import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/PageFrame.tsx'

export default function RulesPage() {
  const { t } = useTranslation('rules')
  return <PageFrame title={t('title')}>{null}</PageFrame>
}
