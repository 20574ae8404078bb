import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Desk } from './desk.ts'
import type { DeskState } from './desk-state.ts'

/** The lease is over, told at once: what was written stays, and there are two ways on. */
export function LostNotice({ desk, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const { t } = useTranslation('annotate')
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t('lost.title')}
      description={t(state.late ? 'lost.hintLate' : 'lost.hint')}
      action={<Button onClick={() => void desk.putAside()}>{t('lost.aside')}</Button>}
    />
  )
}
