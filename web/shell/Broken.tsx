import { Button, Result } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'

/** A page threw: say so, keep the rest of the console usable. A chunk of an older build that is gone asks for a reload. */
export function Broken() {
  const { t } = useTranslation('shell')
  const error = useRouteError()
  return (
    <Result
      status="error"
      title={t('broken.title')}
      subTitle={error instanceof Error ? error.message : String(error)}
      extra={
        <Button type="primary" onClick={() => location.reload()}>
          {t('broken.reload')}
        </Button>
      }
    />
  )
}
