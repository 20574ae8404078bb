import { Card, Table, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import type { Release } from './facts.ts'

/** The releases of the span, newest first: what the marks on the charts are. */
export function ReleaseList({ releases }: { releases: readonly Release[] }) {
  const { t } = useTranslation('overview')
  return (
    <Card size="small" title={t('releases.title')} extra={<Link to="/models">{t('releases.all')}</Link>}>
      <Table<Release>
        size="small"
        rowKey="revision"
        dataSource={releases}
        pagination={{ pageSize: 8, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: t('releases.none') }}
        scroll={{ x: 720 }}
        columns={[
          { title: t('releases.at'), width: 170, render: (_, { at }) => <Instant at={at} /> },
          { title: t('releases.action'), width: 140, render: (_, { action }) => t(`releases.long.${action}`) },
          { title: t('releases.bundle'), width: 180, render: (_, { bundle }) => <IdText id={bundle} to="/models" /> },
          { title: t('releases.who'), width: 120, render: (_, { who }) => who },
          {
            title: t('releases.why'),
            render: (_, { why }) => <Typography.Text className="any-text">{why}</Typography.Text>,
          },
        ]}
      />
    </Card>
  )
}
