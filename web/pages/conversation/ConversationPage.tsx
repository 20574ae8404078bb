import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/PageFrame.tsx'

export default function ConversationPage() {
  const { t } = useTranslation('conversation')
  return <PageFrame title={t('title')}>{null}</PageFrame>
}
