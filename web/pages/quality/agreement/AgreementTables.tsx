import { Card, Flex, Table, type TableColumnsType, Typography } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Estimate } from '../../../parts/Estimate.tsx'
import { useFormat } from '../../../parts/format.ts'
import { type Names, useNames } from '../names.ts'
import type { Agreement } from './agreement-query.ts'
import { ReadingTag } from './ReadingTag.tsx'

interface Row {
  readonly key: string
  readonly name: ReactNode
  readonly task: string
  readonly value: number | null
  readonly low: number
  readonly high: number
  readonly units: number
  /** Share of equal answers; null = the figure has none. */
  readonly same: number | null
}

/** The same figures by task, label, annotator and pair. */
export function AgreementTables({ data }: { readonly data: Agreement }) {
  const { t } = useTranslation('quality')
  const names = useNames()
  return (
    <Flex vertical gap="middle">
      <Figures title={t('agreement.byTask')} about={t('agreement.alphaAbout')} rows={taskRows(data, names)} />
      <Figures
        title={t('agreement.byLabel')}
        about={t('agreement.labelAbout')}
        rows={labelRows(data, names)}
        withTask
      />
      <Figures
        title={t('agreement.byAnnotator')}
        about={t('agreement.annotatorAbout')}
        rows={data.annotators.map((one) => kappaRow(one, one.annotator, names))}
        withTask
      />
      <Figures
        title={t('agreement.byPair')}
        about={t('agreement.pairAbout')}
        rows={data.pairs.map((pair) => kappaRow(pair, <PairLink pair={pair} />, names, pair.annotators.join('\n')))}
        withTask
      />
    </Flex>
  )
}

const taskRows = ({ tasks }: Agreement, names: Names): Row[] =>
  tasks.map(({ task, alpha, units, low, high, disagreement }) => ({
    ...{ key: task, name: names.task(task), task: names.task(task), value: alpha, low, high, units },
    same: 1 - disagreement,
  }))

/** The least agreed first: that is where the guidelines need work. */
const labelRows = ({ labels }: Agreement, names: Names): Row[] =>
  labels
    .toSorted((a, b) => (a.alpha ?? 2) - (b.alpha ?? 2))
    .map(({ task, label, alpha, units, low, high, disagreement }) => ({
      ...{ key: `${task} ${label}`, name: names.label(task, label), task: names.task(task), value: alpha },
      ...{ low, high, units, same: 1 - disagreement },
    }))

function kappaRow(
  one: Agreement['annotators'][number] | Agreement['pairs'][number],
  name: ReactNode,
  names: Names,
  key = String(name),
): Row {
  const { task, kappa, units, low, high, agreement } = one
  return { key: `${task} ${key}`, name, task: names.task(task), value: kappa, low, high, units, same: agreement }
}

/** Leads to where the two differ. */
function PairLink({ pair }: { readonly pair: Agreement['pairs'][number] }) {
  const { t } = useTranslation('quality')
  const [annotator, beside] = pair.annotators as [string, string]
  const params = new URLSearchParams({ task: pair.task, annotator, beside })
  return <Link to={`/quality/confusion?${params}`}>{t('agreement.pair', { annotator, beside })}</Link>
}

const SHOWN = 10

interface FiguresProps {
  readonly title: string
  readonly about: string
  readonly rows: readonly Row[]
  readonly withTask?: boolean
}

function Figures({ title, about, rows, withTask = false }: FiguresProps) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const columns: TableColumnsType<Row> = [
    { title: t('agreement.name'), dataIndex: 'name', ellipsis: true },
    ...(withTask ? [{ title: t('agreement.task'), dataIndex: 'task', width: 130 }] : []),
    {
      title: t('agreement.beyondChance'),
      sorter: (a: Row, b: Row) => (a.value ?? -2) - (b.value ?? -2),
      render: (_, row) => <Estimate estimate={row.value} low={row.low} high={row.high} kind="number" digits={2} />,
    },
    {
      title: t('agreement.same'),
      align: 'right',
      width: 120,
      render: (_, { same }) => (same === null ? null : format.percent(same)),
    },
    {
      title: t('agreement.units'),
      align: 'right',
      width: 130,
      sorter: (a: Row, b: Row) => a.units - b.units,
      render: (_, { units }) => format.number(units),
    },
    { title: t('agreement.reading'), width: 190, render: (_, row) => <ReadingTag figure={row} /> },
  ]
  return (
    <Card size="small" title={title}>
      <Typography.Paragraph type="secondary">{about}</Typography.Paragraph>
      <Table
        size="small"
        columns={columns}
        dataSource={[...rows]}
        scroll={{ x: 720 }}
        pagination={rows.length > SHOWN ? { defaultPageSize: SHOWN, showSizeChanger: true } : false}
      />
    </Card>
  )
}
