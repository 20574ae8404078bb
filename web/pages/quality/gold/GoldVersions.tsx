import { Button, Card, Table, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../parts/format.ts'
import { Instant } from '../../../parts/Instant.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { useAddress } from '../address.ts'
import { noRows } from '../NoRows.tsx'
import { useGoldVersions } from './gold-query.ts'

type Version = NonNullable<ReturnType<typeof useGoldVersions>['data']>['versions'][number]

/** The set as it was: each version can be read for good. */
export function GoldVersions() {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const address = useAddress()
  const query = useGoldVersions()
  const shown = address.read('version')
  const columns: TableColumnsType<Version> = [
    { title: t('gold.version'), align: 'right', width: 90, render: (_, { number }) => format.number(number) },
    { title: t('gold.items'), align: 'right', width: 100, render: (_, { items }) => format.number(items) },
    { title: t('gold.added'), align: 'right', width: 100, render: (_, { added }) => format.number(added) },
    { title: t('gold.retired'), align: 'right', width: 100, render: (_, { retired }) => format.number(retired) },
    { title: t('gold.who'), dataIndex: 'who', width: 200, ellipsis: true },
    { title: t('gold.why'), render: (_, { why }) => <span className="any-text">{why}</span> },
    { title: t('gold.at'), width: 180, render: (_, { at }) => <Instant at={at} /> },
    {
      title: t('annotators.acts'),
      width: 110,
      render: (_, { version }) => (
        <Button size="small" disabled={shown === version} onClick={() => address.set({ version })}>
          {t('gold.show')}
        </Button>
      ),
    },
  ]
  return (
    <Card size="small" title={t('gold.versions')}>
      <Loaded query={query}>
        {({ versions }) => (
          <Table
            size="small"
            rowKey="version"
            columns={columns}
            dataSource={versions}
            pagination={versions.length > 10 ? { defaultPageSize: 10 } : false}
            scroll={{ x: 900 }}
            locale={noRows(t('gold.none'))}
          />
        )}
      </Loaded>
    </Card>
  )
}
