import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { ChatText } from '../../parts/ChatText.tsx'
import type { Sample } from './task.ts'

/** This item comes back for correction: by whom, why, and what was said the first time. */
export function ReturnedNotice({ returned }: { readonly returned: NonNullable<Sample['returned']> }) {
  const { t } = useTranslation('annotate')
  return (
    <Alert
      type="info"
      showIcon
      title={t('returned.title', { who: returned.who })}
      description={
        <>
          <ChatText text={returned.remark} />
          <div>{t('returned.before', { part: t(`form.parts.${returned.answer.part}`) })}</div>
        </>
      }
    />
  )
}
