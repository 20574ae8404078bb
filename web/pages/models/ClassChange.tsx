import { Collapse, Flex, Table, type TableColumnsType, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { Chart } from '../../parts/Chart.tsx'
import { Estimate } from '../../parts/Estimate.tsx'
import { type Format, useFormat } from '../../parts/format.ts'
import { axisLook } from '../../parts/interval-marks.ts'
import type { TaskFindings } from './answers.ts'
import { type ClassRow, classRows } from './class-change.ts'

const ROW_PX = 22
const FRAME_PX = 56

/** Label by label: which got better, which got worse, on how many items. */
export function ClassChange({ findings, task }: { findings: TaskFindings; task: string }) {
  const { t } = useTranslation('models')
  const rows = classRows(findings)
  const changed = rows.filter((row) => row.change !== null && row.change !== 0)
  return (
    <Flex vertical gap="small">
      {changed.length > 0 && <ChangeBars rows={changed} label={t('classes.chart', { task })} />}
      <Collapse
        size="small"
        items={[
          {
            key: 'table',
            label: t('classes.title', { count: rows.length }),
            children: <ClassTable rows={rows} />,
          },
        ]}
      />
    </Flex>
  )
}

function ChangeBars({ rows, label }: { rows: readonly ClassRow[]; label: string }) {
  const { t } = useTranslation('models')
  const format = useFormat()
  const { token } = theme.useToken()
  const option = {
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      valueFormatter: (value: number) => format.points(value / 100),
    },
    grid: { left: 8, right: 48, top: 24, bottom: 8, containLabel: true },
    xAxis: {
      type: 'value',
      name: t('classes.axis'),
      nameLocation: 'middle',
      position: 'top',
      nameGap: 4,
      ...axisLook(token),
      axisLabel: { show: false },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map((row) => row.label),
      ...axisLook(token),
      axisTick: { show: false },
    },
    series: [
      {
        name: t('classes.axis'),
        type: 'bar',
        barMaxWidth: 14,
        label: {
          show: true,
          position: 'right',
          color: token.colorText,
          formatter: ({ value }: { value: number }) => format.points(value / 100),
        },
        data: rows.map(({ change }) => ({
          value: 100 * (change ?? 0),
          itemStyle: { color: (change ?? 0) < 0 ? token.colorError : token.colorSuccess },
        })),
      },
    ],
  }
  return <Chart option={option} height={FRAME_PX + ROW_PX * rows.length} label={label} />
}

function ClassTable({ rows }: { rows: readonly ClassRow[] }) {
  const { t } = useTranslation('models')
  const format = useFormat()
  const rate = (value: ClassRow['recallAfter']) =>
    value === null ? '–' : <Estimate estimate={value.estimate} low={value.low} high={value.high} />
  const columns: TableColumnsType<ClassRow> = [
    { title: t('classes.label'), dataIndex: 'label', render: (label: string) => <code>{label}</code> },
    { title: t('classes.items'), dataIndex: 'items', align: 'right', render: (items: number) => format.number(items) },
    { title: t('classes.recallBefore'), dataIndex: 'recallBefore', render: rate },
    { title: t('classes.recallAfter'), dataIndex: 'recallAfter', render: rate },
    { title: t('classes.change'), dataIndex: 'change', align: 'right', render: (change) => changeText(change, format) },
    { title: t('classes.precisionBefore'), dataIndex: 'precisionBefore', render: rate },
    { title: t('classes.precisionAfter'), dataIndex: 'precisionAfter', render: rate },
  ]
  return (
    <Table<ClassRow>
      size="small"
      rowKey="label"
      columns={columns}
      dataSource={[...rows]}
      pagination={{ pageSize: 25, hideOnSinglePage: true }}
      scroll={{ x: 'max-content' }}
    />
  )
}

const changeText = (change: number | null, format: Format): string => (change === null ? '–' : format.points(change))
