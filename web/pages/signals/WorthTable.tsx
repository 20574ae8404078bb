import { Flex, Table, type TableColumnsType, Tag, Tooltip, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import { IntervalBar } from './IntervalBar.tsx'
import { useTraitName } from './useTraitName.ts'
import { FOUND, sortValue, type Worth } from './worth.ts'

interface WorthTableProps {
  readonly lines: readonly Worth[]
  /** How often the model is at fault at all: the line across each precision. */
  readonly base: number | undefined
  readonly showKind: boolean
  readonly pageSize?: number
}

/** One line each, sorted by whatever one asks for. */
export function WorthTable({ lines, base, showKind, pageSize }: WorthTableProps) {
  return (
    <Table<Worth>
      size="small"
      rowKey={({ kind, name }) => `${kind} ${name}`}
      dataSource={[...lines]}
      columns={useColumns(base, showKind)}
      tableLayout="fixed"
      scroll={{ x: 980 }}
      pagination={pageSize === undefined ? false : { pageSize, hideOnSinglePage: true, showSizeChanger: false }}
    />
  )
}

/** Lifts beyond this are cut in the bar; the numbers are not. */
const MOST_LIFT = 5

function useColumns(base: number | undefined, showKind: boolean): TableColumnsType<Worth> {
  const { t } = useTranslation('signals')
  const nameOf = useTraitName()
  const format = useFormat()
  const titled = (
    name: 'share' | 'judged' | 'precision' | 'lift' | 'recall' | 'alonePrecision' | 'aloneRecall' | 'evidence',
  ) => <Tooltip title={t(`why.${name}`)}>{t(`column.${name}`)}</Tooltip>
  return [
    {
      title: t('column.name'),
      fixed: 'left',
      width: 152,
      sorter: (a, b) => nameOf(a).localeCompare(nameOf(b)),
      render: (_, worth) => (
        <Flex vertical>
          <span>{nameOf(worth)}</span>
          {showKind && (
            <Typography.Text type="secondary" style={{ fontSize: 12 }}>
              {t(`kindOf.${worth.kind}`)}
            </Typography.Text>
          )}
        </Flex>
      ),
    },
    {
      title: titled('share'),
      width: 72,
      align: 'right',
      sorter: (a, b) => (a.share ?? -1) - (b.share ?? -1),
      render: (_, { share }) => (share === null ? t('unknown') : format.percent(share, 1)),
    },
    {
      title: titled('judged'),
      width: 112,
      align: 'right',
      sorter: (a, b) => a.judged - b.judged,
      render: (_, worth) => <JudgedCell worth={worth} />,
    },
    {
      title: titled('precision'),
      sorter: (a, b) => sortValue(a.precision) - sortValue(b.precision),
      render: (_, { precision }) => <IntervalBar share={precision} mark={base} />,
    },
    {
      title: titled('lift'),
      sorter: (a, b) => sortValue(a.lift) - sortValue(b.lift),
      render: (_, { lift }) => <IntervalBar share={lift} top={MOST_LIFT} mark={1} kind="number" />,
    },
    {
      title: titled('recall'),
      sorter: (a, b) => sortValue(a.recall) - sortValue(b.recall),
      render: (_, { recall }) => <IntervalBar share={recall} />,
    },
    {
      title: titled('alonePrecision'),
      sorter: (a, b) => sortValue(a.alone.precision) - sortValue(b.alone.precision),
      render: (_, { alone }) =>
        alone.conversations === 0 ? (
          <Typography.Text type="secondary">{t('noneAlone')}</Typography.Text>
        ) : (
          <IntervalBar share={alone.precision} mark={base} />
        ),
    },
    {
      title: titled('aloneRecall'),
      sorter: (a, b) => sortValue(a.alone.recall) - sortValue(b.alone.recall),
      render: (_, { alone }) => <IntervalBar share={alone.recall} />,
    },
    {
      title: titled('evidence'),
      width: 104,
      sorter: (a, b) => a.evidence - b.evidence,
      defaultSortOrder: 'descend',
      render: (_, { adjusted }) => (
        <Tag color={adjusted <= FOUND ? 'success' : 'default'}>{t(adjusted <= FOUND ? 'found' : 'open')}</Tag>
      ),
    },
  ]
}

function JudgedCell({ worth: { judged, at_fault, effective_size, unknown } }: { readonly worth: Worth }) {
  const { t } = useTranslation('signals')
  const format = useFormat()
  return (
    <Flex vertical align="end">
      <span style={{ whiteSpace: 'nowrap' }}>
        {t('ofJudged', { faults: format.number(at_fault), judged: format.number(judged) })}
      </span>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {unknown > 0
          ? t('effectiveUnknown', { size: format.number(effective_size), unknown: format.number(unknown) })
          : t('effective', { size: format.number(effective_size) })}
      </Typography.Text>
    </Flex>
  )
}
