import { Card, Flex, Select, Table, type TableColumnsType, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { useFormat } from '../../../parts/format.ts'
import { IdText } from '../../../parts/IdText.tsx'
import { Instant } from '../../../parts/Instant.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { Act } from '../Act.tsx'
import { useAddress } from '../address.ts'
import { noRows } from '../NoRows.tsx'
import { useNames } from '../names.ts'
import { type MachineLabel, type ModelTask, STATES, useMachineLabels, useVerdict } from './source-query.ts'

/** What machines proposed; a person may confirm or refuse what is no audit. */
export function MachineLabels({ task }: { readonly task: ModelTask }) {
  const { t } = useTranslation('quality')
  const address = useAddress()
  const cell = address.read('cell')
  const state = STATES.find((each) => each === address.read('state')) ?? null
  const query = useMachineLabels(task, cell, state)
  return (
    <Card
      size="small"
      title={cell === null ? t('proposed.title') : t('proposed.ofCell', { cell })}
      extra={
        <Select
          aria-label={t('sources.state')}
          style={{ minWidth: 160 }}
          allowClear
          placeholder={t('proposed.everyState')}
          value={state}
          options={STATES.map((value) => ({ value, label: t(`proposed.states.${value}`) }))}
          onChange={(value: string | undefined) => address.set({ state: value ?? null })}
        />
      }
    >
      <Loaded query={query}>{({ machine_labels }) => <Proposals rows={machine_labels} task={task} />}</Loaded>
    </Card>
  )
}

const isOpen = ({ state, audited }: MachineLabel): boolean => !audited && (state === 'held' || state === 'accepted')

function Proposals({ rows, task }: { readonly rows: readonly MachineLabel[]; readonly task: ModelTask }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const names = useNames()
  const verdict = useVerdict()
  const columns: TableColumnsType<MachineLabel> = [
    {
      title: t('confusion.conversation'),
      render: (_, { conversation_id: id }) => <IdText id={id} to={`/conversations/${encodeURIComponent(id)}`} />,
    },
    { title: t('gold.label'), render: (_, { label }) => <Tag>{names.label(task, label)}</Tag> },
    { title: t('proposed.probability'), align: 'right', render: (_, { probability }) => format.percent(probability) },
    {
      title: t('proposed.votes'),
      render: (_, { votes }) => format.list(votes.map(({ voter, label }) => `${voter} → ${names.label(task, label)}`)),
    },
    { title: t('sources.state'), render: (_, { state }) => <Tag>{t(`proposed.states.${state}`)}</Tag> },
    { title: t('proposed.at'), render: (_, { proposed_at }) => <Instant at={proposed_at} /> },
    {
      title: t('annotators.acts'),
      render: (_, row) =>
        isOpen(row) ? (
          <Flex gap="small">
            <Act
              scope="train"
              size="small"
              onClick={() => verdict.mutate({ id: row.machine_label_id, label: row.label })}
            >
              {t('proposed.right')}
            </Act>
            <Act scope="train" size="small" onClick={() => verdict.mutate({ id: row.machine_label_id, label: null })}>
              {t('proposed.wrong')}
            </Act>
          </Flex>
        ) : (
          row.audited && t('proposed.blind')
        ),
    },
  ]
  return (
    <>
      {verdict.isError && <Failure error={verdict.error} />}
      <Table
        size="small"
        rowKey="machine_label_id"
        columns={columns}
        dataSource={[...rows]}
        pagination={{ defaultPageSize: 20, hideOnSinglePage: true }}
        scroll={{ x: 1000 }}
        locale={noRows(t('proposed.none'))}
      />
    </>
  )
}
