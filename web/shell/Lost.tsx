import { Button, Result } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

/** No page lives at this address. */
export function Lost() {
  const { t } = useTranslation('shell')
  return (
    <Result
      status="404"
      title={t('lost.title')}
      subTitle={t('lost.why')}
      extra={
        <Link to="/">
          <Button type="primary">{t('lost.home')}</Button>
        </Link>
      }
    />
  )
}
