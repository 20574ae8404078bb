import { Button, Card, Flex, Table, type TableColumnsType, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { AdviceLine } from './AdviceLine.tsx'
import type { Summary } from './answers.ts'
import { ForestPlot } from './ForestPlot.tsx'
import { bundlePath, experimentPath } from './paths.ts'
import { isRunning, useExperiment, useExperiments } from './queries.ts'
import { StateTag } from './StateTag.tsx'

/** What is on trial now, with what to do about it; and what was. */
export function ListPage() {
  const { t } = useTranslation('experiments')
  const list = useExperiments()
  return (
    <PageFrame title={t('title')} about={t('about')}>
      <Loaded query={list} rows={8}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.experiments)
          if (all.length === 0) {
            return (
              <Nothing
                title={t('none.title')}
                hint={t('none.hint')}
                action={<Link to="/models">{t('toModels')}</Link>}
              />
            )
          }
          const running = all.filter(isRunning)
          return (
            <>
              {running.map((each) => (
                <RunningCard key={`${each.experiment} ${each.assistant_id}`} summary={each} />
              ))}
              {running.length === 0 && <Typography.Text>{t('none.running')}</Typography.Text>}
              <ExperimentTable experiments={all} />
              {list.hasNextPage && (
                <div>
                  <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                    {t('more')}
                  </Button>
                </div>
              )}
            </>
          )
        }}
      </Loaded>
    </PageFrame>
  )
}

function RunningCard({ summary }: { summary: Summary }) {
  const { t } = useTranslation('experiments')
  const found = useExperiment(summary.experiment, summary.assistant_id)
  return (
    <Card
      size="small"
      title={
        <Flex gap="small" align="center">
          {summary.assistant_id ?? t('allAssistants')} <StateTag state={summary.state} />
        </Flex>
      }
      extra={<Link to={experimentPath(summary.experiment, summary.assistant_id)}>{t('details')}</Link>}
    >
      <Loaded query={found}>
        {(experiment) => (
          <Flex vertical gap="small">
            <AdviceLine experiment={experiment} />
            <ForestPlot figures={experiment.check.figures} label={t('forest.label')} />
          </Flex>
        )}
      </Loaded>
    </Card>
  )
}

function ExperimentTable({ experiments }: { experiments: readonly Summary[] }) {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const navigate = useNavigate()
  const columns: TableColumnsType<Summary> = [
    {
      title: t('column.experiment'),
      key: 'experiment',
      render: (_, { canary, experiment, assistant_id }) => (
        <IdText id={experiment} to={experimentPath(experiment, assistant_id)}>
          {t('against', { canary })}
        </IdText>
      ),
    },
    { title: t('column.live'), dataIndex: 'live', render: (id: string) => <IdText id={id} to={bundlePath(id)} /> },
    { title: t('column.state'), dataIndex: 'state', render: (state: Summary['state']) => <StateTag state={state} /> },
    { title: t('column.share'), dataIndex: 'share', align: 'right', render: (share: number) => format.percent(share) },
    {
      title: t('column.assistant'),
      dataIndex: 'assistant_id',
      render: (assistant: string | null) => assistant ?? t('allAssistants'),
    },
    { title: t('column.began'), dataIndex: 'started_at', render: (at: number) => <Instant at={at} /> },
    { title: t('column.ended'), dataIndex: 'ended_at', render: (at: number | null) => <Instant at={at} /> },
  ]
  return (
    <Table<Summary>
      size="small"
      rowKey={({ experiment, assistant_id }) => `${experiment} ${assistant_id}`}
      columns={columns}
      dataSource={[...experiments]}
      pagination={false}
      scroll={{ x: 'max-content' }}
      onRow={({ experiment, assistant_id }) => ({
        onClick: (event) => {
          if (event.target instanceof Element && event.target.closest('a, button, [role=button]')) return
          void navigate(experimentPath(experiment, assistant_id))
        },
        style: { cursor: 'pointer' },
      })}
    />
  )
}
