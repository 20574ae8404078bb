import { useTranslation } from 'react-i18next'
import { Failure } from '../../parts/Failure.tsx'
import { refusalOf } from './refusal.ts'

/** A refusal in the reader's words, with the service's own below. */
export function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation('login')
  return <Failure error={error} title={t(refusalOf((error as { code?: string }).code ?? ''))} />
}
