import { Alert, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'

/** A secret that is shown this once, with a button that copies it. */
export function ShownOnce({ title, text, hint }: { title: string; text: string; hint: string }) {
  return (
    <Alert
      type="success"
      showIcon
      title={title}
      description={
        <>
          <Typography.Paragraph copyable={{ text }} className="any-text" style={{ marginBottom: 4 }}>
            <code>{text}</code>
          </Typography.Paragraph>
          <Typography.Text type="secondary">{hint}</Typography.Text>
        </>
      }
    />
  )
}

export function OneTimeLink({ url, expires_at }: { url: string; expires_at: number }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  return <ShownOnce title={t('link.title')} text={url} hint={t('link.hint', { until: format.instant(expires_at) })} />
}
