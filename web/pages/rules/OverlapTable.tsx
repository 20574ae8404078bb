import { Flex, Table, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Trial } from './answers.ts'

type Overlap = Trial['after']['overlap']

/** How many conversations each two rules flag together; the darker, the larger the share of the rule in the row. */
export function OverlapTable({ overlap: { reasons, conversations } }: { readonly overlap: Overlap }) {
  const { t } = useTranslation('rules')
  const nameOf = useCodeName()
  const format = useFormat()
  const { token } = theme.useToken()
  const shareOf = (row: number, column: number): number => {
    const own = conversations[row]?.[row] ?? 0
    return own === 0 ? 0 : (conversations[row]?.[column] ?? 0) / own
  }
  return (
    <Flex vertical gap={4}>
      <Typography.Text strong>{t('overlap.title')}</Typography.Text>
      <Typography.Text type="secondary">{t('overlap.about')}</Typography.Text>
      <Table
        size="small"
        bordered
        pagination={false}
        scroll={{ x: 'max-content' }}
        rowKey="reason"
        dataSource={reasons.map((reason, row) => ({ reason, row }))}
        columns={[
          {
            title: t('table.reason'),
            dataIndex: 'reason',
            fixed: 'left',
            render: (reason: string) => nameOf('reason', reason),
          },
          ...reasons.map((reason, column) => ({
            title: nameOf('reason', reason),
            key: reason,
            align: 'right' as const,
            onCell: ({ row }: { row: number }) => ({
              style: {
                background: `color-mix(in srgb, ${token.colorPrimary} ${Math.round(30 * shareOf(row, column))}%, transparent)`,
              },
            }),
            render: (_: unknown, { row }: { row: number }) =>
              row === column
                ? format.number(conversations[row]?.[column] ?? 0)
                : t('overlap.cell', {
                    count: conversations[row]?.[column] ?? 0,
                    number: format.number(conversations[row]?.[column] ?? 0),
                    share: format.percent(shareOf(row, column), 0),
                  }),
          })),
        ]}
      />
    </Flex>
  )
}
