import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/PageFrame.tsx'

export default function ConversationsPage() {
  const { t } = useTranslation('conversations')
  return <PageFrame title={t('title')}>{null}</PageFrame>
}
