import { useTranslation } from 'react-i18next'
import { PageFrame } from '../../parts/PageFrame.tsx'

export default function LoginPage() {
  const { t } = useTranslation('login')
  return <PageFrame title={t('title')}>{null}</PageFrame>
}
