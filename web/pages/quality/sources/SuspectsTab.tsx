import { Card, Flex, Spin, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { useFormat } from '../../../parts/format.ts'
import { IdText } from '../../../parts/IdText.tsx'
import { Nothing } from '../../../parts/Nothing.tsx'
import { Act } from '../Act.tsx'
import { noRows } from '../NoRows.tsx'
import { useNames } from '../names.ts'
import { type ModelTask, type Suspect, type SuspectList, useSuspects, useSuspectVerdict } from './source-query.ts'
import { TaskChoice, useModelTask } from './TaskChoice.tsx'

/** Labels of people that models which did not see them contradict. */
export function SuspectsTab() {
  const { t } = useTranslation('quality')
  const task = useModelTask()
  const query = useSuspects(task)
  return (
    <Flex vertical gap="middle">
      <Flex wrap justify="space-between" gap="small">
        <Act scope="read" type="primary" loading={query.isFetching} onClick={() => void query.refetch()}>
          {t('suspects.search')}
        </Act>
        <TaskChoice />
      </Flex>
      <Typography.Text type="secondary">{t('suspects.about')}</Typography.Text>
      {query.isFetching && <Spin description={t('suspects.searching')} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data === undefined && !query.isFetching && !query.isError && (
        <Nothing title={t('suspects.notYet')} hint={t('suspects.notYetWhy')} />
      )}
      {query.data !== undefined && <Suspects task={task} data={query.data} />}
    </Flex>
  )
}

function Suspects({ task, data }: { readonly task: ModelTask; readonly data: SuspectList }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const verdict = useSuspectVerdict(task)
  const decide = (ids: readonly string[], is: 'right' | 'ask'): void =>
    verdict.mutate({ ids, verdict: is }, { onSuccess: () => setChosen([]) })
  return (
    <Card size="small">
      <Flex vertical gap="small">
        <Typography.Text>
          {t('suspects.found', {
            texts: format.number(data.texts),
            found: format.number(data.found),
            noise: format.percent(data.noise_rate),
          })}
        </Typography.Text>
        <Flex gap="small">
          <Act
            scope="train"
            disabled={chosen.length === 0}
            loading={verdict.isPending}
            onClick={() => decide(chosen, 'ask')}
          >
            {t('suspects.ask', { chosen: format.number(chosen.length) })}
          </Act>
          <Act
            scope="annotate"
            disabled={chosen.length === 0}
            loading={verdict.isPending}
            onClick={() => decide(chosen, 'right')}
          >
            {t('suspects.right', { chosen: format.number(chosen.length) })}
          </Act>
        </Flex>
        {verdict.isError && <Failure error={verdict.error} />}
        <SuspectTable task={task} rows={data.suspects} chosen={chosen} onChoose={setChosen} />
      </Flex>
    </Card>
  )
}

interface SuspectTableProps {
  readonly task: ModelTask
  readonly rows: readonly Suspect[]
  readonly chosen: readonly string[]
  readonly onChoose: (ids: readonly string[]) => void
}

function SuspectTable({ task, rows, chosen, onChoose }: SuspectTableProps) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const names = useNames()
  const columns: TableColumnsType<Suspect> = [
    { title: t('gold.text'), render: (_, { text }) => <span className="any-text">{text ?? t('gold.erased')}</span> },
    {
      title: t('suspects.given'),
      width: 200,
      render: (_, { given, given_probability: p }) => (
        <>
          <Tag>{names.label(task, given)}</Tag> {format.percent(p)}
        </>
      ),
    },
    {
      title: t('suspects.suggested'),
      width: 200,
      render: (_, { suggested, suggested_probability: p }) => (
        <>
          <Tag color="warning">{names.label(task, suggested)}</Tag> {format.percent(p)}
        </>
      ),
    },
    {
      title: t('confusion.conversation'),
      width: 180,
      render: (_, { conversation_id: id }) =>
        id === null ? t('suspects.example') : <IdText id={id} to={`/conversations/${encodeURIComponent(id)}`} />,
    },
  ]
  return (
    <Table
      size="small"
      rowKey="text_id"
      columns={columns}
      dataSource={[...rows]}
      pagination={{ defaultPageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: 800 }}
      locale={noRows(t('suspects.none'))}
      rowSelection={{
        selectedRowKeys: [...chosen],
        onChange: (keys) => onChoose(keys.map(String)),
        getCheckboxProps: ({ text_id }) => ({ 'aria-label': t('gold.choose', { id: text_id }) }),
        getTitleCheckboxProps: () => ({ 'aria-label': t('gold.chooseAll') }),
      }}
    />
  )
}
