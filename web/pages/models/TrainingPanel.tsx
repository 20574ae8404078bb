import { Button, Flex, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { may, useSession } from '../../shell/session.ts'
import type { Run } from './answers.ts'
import { ImportDialog } from './ImportDialog.tsx'
import { bundlePath, snapshotPath } from './paths.ts'
import { useRuns } from './queries.ts'
import { VerdictTag } from './StageTag.tsx'
import { TrainDialog } from './TrainDialog.tsx'

const COLOURS = {
  queued: 'default',
  running: 'processing',
  done: 'success',
  failed: 'error',
  refused: 'warning',
} as const

/** Training runs, and how to order one. */
export function TrainingPanel() {
  const { t } = useTranslation('models')
  const session = useSession()
  const runs = useRuns()
  const [open, setOpen] = useState<'train' | 'import' | null>(null)
  const close = (): void => setOpen(null)
  return (
    <Flex vertical gap="small">
      {may(session, 'train') && (
        <Flex gap="small">
          <Button type="primary" onClick={() => setOpen('train')}>
            {t('train.now')}
          </Button>
          <Button onClick={() => setOpen('import')}>{t('train.import')}</Button>
        </Flex>
      )}
      <Loaded query={runs}>
        {(found) =>
          found.runs.length === 0 ? (
            <Nothing title={t('none.runs')} hint={t('none.runsHint')} />
          ) : (
            <RunTable runs={found.runs} />
          )
        }
      </Loaded>
      {open === 'train' && <TrainDialog onClose={close} />}
      {open === 'import' && <ImportDialog onClose={close} />}
    </Flex>
  )
}

function RunTable({ runs }: { runs: readonly Run[] }) {
  const { t } = useTranslation('models')
  const format = useFormat()
  const nameOf = useCodeName()
  const columns: TableColumnsType<Run> = [
    { title: t('column.run'), dataIndex: 'run_id', render: (id: string) => <IdText id={id} /> },
    {
      title: t('column.state'),
      dataIndex: 'state',
      render: (state: Run['state'], { error }) => (
        <>
          <Tag color={COLOURS[state]}>{t(`run.${state}`)}</Tag>
          {error !== null && (
            <Typography.Text type="danger" className="any-text">
              {error.message} <code>{error.code}</code>
            </Typography.Text>
          )}
        </>
      ),
    },
    {
      title: t('column.what'),
      key: 'what',
      render: (_, { kind, tasks, method }) =>
        `${kind === 'import' ? t('train.kindImport') : t(`train.mode.${method.mode}`)} · ${format.list(tasks.map((task) => nameOf('task', task)))}`,
    },
    { title: t('column.who'), dataIndex: 'who' },
    { title: t('column.asked'), dataIndex: 'requested_at', render: (at: number) => <Instant at={at} /> },
    {
      title: t('column.snapshot'),
      dataIndex: 'snapshot',
      render: (id: string | null) => (id === null ? '–' : <IdText id={id} to={snapshotPath(id)} />),
    },
    {
      title: t('column.version'),
      dataIndex: 'candidate_bundle',
      render: (id: string | null) => (id === null ? '–' : <IdText id={id} to={bundlePath(id)} />),
    },
    {
      title: t('column.gate'),
      dataIndex: 'evaluation',
      render: (evaluation: Run['evaluation']) =>
        evaluation === null ? '–' : <VerdictTag verdict={evaluation.verdict} />,
    },
  ]
  return (
    <Table<Run>
      size="small"
      rowKey="run_id"
      columns={columns}
      dataSource={[...runs]}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: 'max-content' }}
    />
  )
}
