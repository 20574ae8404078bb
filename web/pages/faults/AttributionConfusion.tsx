import { Flex, Table, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Attribution } from './attribution.ts'

/** What people found, by what was named. */
export function AttributionConfusion({ attribution }: { readonly attribution: Attribution }) {
  const { t } = useTranslation('faults')
  const format = useFormat()
  const codeName = useCodeName()
  const { token } = theme.useToken()
  const { parts, confusion } = attribution.attribution
  const rows = parts.map(({ part }, k) => ({ part, cells: confusion[k] ?? [] }))
  return (
    <Flex vertical gap={4}>
      <Table
        size="small"
        rowKey="part"
        pagination={false}
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        columns={[
          {
            title: t('attribution.confusion'),
            dataIndex: 'part',
            render: (part: string) => <strong>{codeName('part', part)}</strong>,
          },
          ...parts.map(({ part: named }, j) => ({
            title: codeName('part', named),
            key: named,
            align: 'right' as const,
            render: (_: unknown, { part, cells }: (typeof rows)[number]) => (
              <span style={part === named ? { fontWeight: token.fontWeightStrong } : {}}>
                {format.number(Math.round(cells[j] ?? 0))}
              </span>
            ),
          })),
        ]}
      />
      <Typography.Text type="secondary">{t('attribution.confusionHint')}</Typography.Text>
    </Flex>
  )
}
