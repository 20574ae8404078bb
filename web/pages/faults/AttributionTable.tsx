import { Flex, Table, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import type { TableRow } from './attribution.ts'

/** The suspect table: each clue's first guess, and the weight that verdicts give it. */
export function AttributionTable({ rows }: { readonly rows: readonly TableRow[] }) {
  const { t } = useTranslation('faults')
  const format = useFormat()
  const codeName = useCodeName()
  const share = (value: number | null) => (value === null ? t('attribution.notYet') : format.percent(value, 0))
  return (
    <Flex vertical gap={4}>
      <Typography.Text strong>{t('attribution.weights')}</Typography.Text>
      <Table
        size="small"
        rowKey="clue"
        pagination={false}
        dataSource={[...rows]}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('attribution.clue'), dataIndex: 'clue', render: (clue: string) => codeName('clue', clue) },
          {
            title: t('attribution.part'),
            dataIndex: 'part',
            render: (part: string) => (part === 'open' ? t('attribution.openPart') : codeName('part', part)),
          },
          { title: t('attribution.prior'), dataIndex: 'prior', align: 'right', render: share },
          {
            title: t('attribution.weight'),
            key: 'weight',
            align: 'right',
            render: (_: unknown, { weight, low, high }: TableRow) => (
              <Estimate estimate={weight} low={low} high={high} />
            ),
          },
          {
            title: t('attribution.partMatch'),
            key: 'partMatch',
            align: 'right',
            render: (_: unknown, { part, part_observed }: TableRow) =>
              part === 'open' ? t('attribution.openPart') : share(part_observed),
          },
          {
            title: t('attribution.shown'),
            dataIndex: 'turns',
            align: 'right',
            render: (value: number) => format.number(value),
          },
        ]}
      />
    </Flex>
  )
}
