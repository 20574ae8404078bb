import { Card, Flex, Progress, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import type { FeatureConfig } from './settings-api.ts'

/** How far the conversations are folded again under the constants in force. */
export function RefoldCard({ config: { refold } }: { config: FeatureConfig }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  if (refold === null) return null
  const { conversations, looked_at, changed, differing, finished_at } = refold
  const share = conversations > 0 ? looked_at / conversations : 1
  const counts = { changed: format.number(changed), differing: format.number(differing) }
  return (
    <Card size="small" title={t('same.refold.title')}>
      <Flex vertical gap="small">
        <span>{t('same.refold.about')}</span>
        {finished_at === null ? (
          <>
            <Progress
              aria-label={t('same.refold.title')}
              percent={Math.floor(share * 100)}
              status="active"
              format={() => format.percent(share, 0)}
            />
            <span>
              {t('same.refold.runs', {
                looked: format.number(looked_at),
                all: format.number(conversations),
                ...counts,
              })}
            </span>
          </>
        ) : changed === 0 ? (
          <Typography.Text type="secondary">{t('same.refold.nothing')}</Typography.Text>
        ) : (
          <span>{t('same.refold.done', { at: format.instant(finished_at), ...counts })}</span>
        )}
      </Flex>
    </Card>
  )
}
