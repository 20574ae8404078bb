import { Card, Table, type TableColumnsType, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../../parts/Estimate.tsx'
import { useFormat } from '../../../parts/format.ts'
import { Loaded } from '../../../parts/Loaded.tsx'
import { useAnnotators } from '../annotators/AnnotatorsTab.tsx'
import { noRows } from '../NoRows.tsx'

type Hit = NonNullable<ReturnType<typeof useAnnotators>['data']>['annotators'][number]

/** How often each person's answer to a hidden check is the adjudicated one. */
export function GoldHits() {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const query = useAnnotators({})
  const columns: TableColumnsType<Hit> = [
    { title: t('annotators.name'), dataIndex: 'annotator', width: 200 },
    { title: t('gold.checks'), align: 'right', width: 140, render: (_, { gold_answers: n }) => format.number(n) },
    {
      title: t('gold.hits'),
      render: (_, { gold_accuracy: { rate, low, high, units } }) => (
        <Estimate estimate={rate} low={low} high={high} of={units} />
      ),
    },
  ]
  return (
    <Card size="small" title={t('gold.hitsTitle')}>
      <Typography.Paragraph type="secondary">{t('gold.hitsAbout')}</Typography.Paragraph>
      <Loaded query={query}>
        {({ annotators }) => (
          <Table
            size="small"
            rowKey="annotator"
            columns={columns}
            dataSource={annotators}
            locale={noRows(t('annotators.none'))}
            pagination={annotators.length > 10 ? { defaultPageSize: 10 } : false}
          />
        )}
      </Loaded>
    </Card>
  )
}
