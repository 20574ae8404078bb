import { Table, Tooltip, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import { useTraitName } from './useTraitName.ts'
import { FOUND, type Worth } from './worth.ts'

/** From this lift on a cell is as dark as it gets. */
const DARKEST = 4
/** Thirteen names fit beside one another on a small laptop. */
const NARROW_HEAD = { paddingInline: 2, fontSize: 11, fontWeight: 500, overflowWrap: 'anywhere' } as const

/** Lift of each two signals together; on the diagonal each by itself. Darker = more faults; a tick = held up by the evidence. */
export function PairMap({ worth }: { readonly worth: readonly Worth[] }) {
  const { t } = useTranslation('signals')
  const nameOf = useTraitName()
  const { token } = theme.useToken()
  const singles = worth.filter(({ kind, judged }) => (kind === 'signal' || kind === 'outcome') && judged > 0)
  const pairs = new Map(worth.filter(({ kind }) => kind === 'pair').map((pair) => [pair.name, pair]))
  const cellOf = (a: Worth, b: Worth): Worth | undefined =>
    a === b ? a : (pairs.get(`${a.name}+${b.name}`) ?? pairs.get(`${b.name}+${a.name}`))
  const colourOf = (cell: Worth | undefined): string => {
    const lift = cell?.lift?.estimate ?? 1
    const depth = Math.round((35 * Math.min(DARKEST - 1, Math.max(0, lift - 1))) / (DARKEST - 1))
    return `color-mix(in srgb, ${token.colorPrimary} ${depth}%, transparent)`
  }
  return (
    <Table<Worth>
      size="small"
      bordered
      pagination={false}
      rowKey="name"
      tableLayout="fixed"
      scroll={{ x: 900 }}
      dataSource={singles}
      columns={[
        { title: t('column.name'), fixed: 'left', width: 112, render: (_, row) => nameOf(row) },
        ...singles.map((column) => ({
          title: nameOf(column),
          key: column.name,
          align: 'right' as const,
          onHeaderCell: () => ({ style: NARROW_HEAD }),
          onCell: (row: Worth) => ({ style: { paddingInline: 4, background: colourOf(cellOf(row, column)) } }),
          render: (_: unknown, row: Worth) => <PairCell cell={cellOf(row, column)} />,
        })),
      ]}
    />
  )
}

function PairCell({ cell }: { readonly cell: Worth | undefined }) {
  const { t } = useTranslation('signals')
  const nameOf = useTraitName()
  const format = useFormat()
  if (cell === undefined || cell.lift === null) {
    return <Typography.Text type="secondary">{t('pairs.never')}</Typography.Text>
  }
  const { lift, judged, at_fault, adjusted } = cell
  const tip = t('pairs.tip', {
    ...{ name: nameOf(cell), low: format.number(lift.low, 1), high: format.number(lift.high, 1) },
    ...{ judged: format.number(judged), faults: format.number(at_fault) },
  })
  return (
    <Tooltip title={tip}>
      <span>
        {format.number(lift.estimate, 1)}
        {adjusted <= FOUND && t('pairs.tick')}
      </span>
    </Tooltip>
  )
}
