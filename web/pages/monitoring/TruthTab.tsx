import { Card, Flex, Select, Table, type TableColumnsType, Tag, Tooltip, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { type Segment, useTruth } from './truth-query.ts'
import { SEGMENTS, type SegmentName, type TabProps } from './view.ts'

type Figure = Segment['tasks'][number]['weighted']

/** What reviews say of each segment, beside what the models believe of themselves. */
export function TruthTab({ view, now }: TabProps) {
  const { t } = useTranslation('monitoring')
  const [search, setSearch] = useSearchParams()
  const by = SEGMENTS.find((each) => each === search.get('by')) ?? 'channel'
  const query = useTruth(view, by, now)
  const choose = (next: SegmentName): void => {
    const changed = new URLSearchParams(search)
    changed.set('by', next)
    setSearch(changed)
  }
  return (
    <Flex vertical gap="middle">
      <Flex wrap gap="small" align="center" justify="space-between">
        <Typography.Text type="secondary">{t('truth.about')}</Typography.Text>
        <Select
          aria-label={t('truth.by')}
          value={by}
          onChange={choose}
          style={{ minWidth: 180 }}
          options={SEGMENTS.map((name) => ({ value: name, label: t(`truth.segments.${name}`) }))}
        />
      </Flex>
      <Card size="small">
        <Loaded query={query} rows={8}>
          {({ segments }) => <TruthTable segments={segments} task={view.task} />}
        </Loaded>
      </Card>
    </Flex>
  )
}

function TruthTable({ segments, task }: { readonly segments: readonly Segment[]; readonly task: string }) {
  const { t } = useTranslation('monitoring')
  const format = useFormat()
  const of = (segment: Segment) => segment.tasks.find((each) => each.task === task)
  const columns: TableColumnsType<Segment> = [
    { title: t('truth.segment'), render: (_, { group }) => <span style={{ whiteSpace: 'nowrap' }}>{group}</span> },
    { title: t('truth.conversations'), width: 120, render: (_, each) => format.number(each.conversations) },
    {
      title: t('truth.failures'),
      render: (_, each) => (each.failure_rate === null ? null : <Shown figure={each.failure_rate} />),
    },
    {
      title: t('truth.weighted'),
      render: (_, each) => {
        const found = of(each)
        return found === undefined ? null : <Shown figure={found.weighted} />
      },
    },
    {
      title: t('truth.unlabelled'),
      render: (_, each) => {
        const told = of(each)?.thresholded ?? of(each)?.mean_confidence
        return <Estimate estimate={told?.estimate} low={told?.low} high={told?.high} />
      },
    },
    {
      title: t('truth.difference'),
      render: (_, each) => {
        const difference = of(each)?.difference
        return (
          <Flex gap="small" wrap align="center">
            <Estimate estimate={difference?.estimate} low={difference?.low} high={difference?.high} kind="points" />
            {difference?.parts === true && <Tag color="warning">{t('truth.parts')}</Tag>}
          </Flex>
        )
      },
    },
  ]
  return (
    <Table
      size="small"
      rowKey="group"
      columns={columns}
      dataSource={[...segments]}
      pagination={{ pageSize: 25, hideOnSinglePage: true }}
      scroll={{ x: 1000 }}
    />
  )
}

/** A figure, or why there is none; and who moves it furthest. */
function Shown({ figure }: { readonly figure: Figure }) {
  const { t } = useTranslation('monitoring')
  const format = useFormat()
  const { estimate, low, high, users, effective_size: size, shrunk, influence } = figure
  if (estimate === null) {
    return (
      <Flex vertical>
        <Typography.Text type="secondary">{t('truth.tooFew', { users: format.number(users) })}</Typography.Text>
        {shrunk !== null && (
          <Tooltip title={t('truth.shrunkAbout')}>
            <span>
              {t('truth.shrunk')} <Estimate estimate={shrunk.estimate} low={shrunk.low} high={shrunk.high} />
            </span>
          </Tooltip>
        )}
      </Flex>
    )
  }
  return (
    <Flex vertical>
      <Estimate estimate={estimate} low={low} high={high} />
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {t('truth.rests', { size: format.number(size, 0), users: format.number(users) })}
        {influence !== null && ` ${t('truth.influence', { shift: format.points(influence.shift, 1) })}`}
      </Typography.Text>
    </Flex>
  )
}
