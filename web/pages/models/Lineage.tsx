import { Card, Flex, Table, type TableColumnsType, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import type { BundleDetail } from './answers.ts'
import { useWho } from './LedgerTimeline.tsx'
import { Line } from './Line.tsx'
import { bundlePath, snapshotPath } from './paths.ts'
import { useSnapshot } from './queries.ts'
import { SnapshotSummary } from './SnapshotSummary.tsx'
import { VerdictTag } from './StageTag.tsx'

type GateVerdict = BundleDetail['verdicts'][number]

/** Where a version comes from: its run, the frozen training data, what that grew out of, and every verdict on it. */
export function Lineage({ bundle }: { bundle: BundleDetail }) {
  const { t } = useTranslation('models')
  const snapshot = useSnapshot(bundle.snapshot, 0, 1)
  return (
    <Flex vertical gap="middle">
      <Card size="small" title={t('lineage.title')}>
        <Flex vertical gap="small">
          <Line>
            <span>{t('lineage.chain')}</span>
            <IdText id={bundle.snapshot} to={snapshotPath(bundle.snapshot)} />
          </Line>
          <Loaded query={snapshot}>
            {(found) => (
              <>
                <Line>
                  <span>{t(found.parent === null ? 'lineage.noParent' : 'lineage.parent')}</span>
                  {found.parent !== null && <IdText id={found.parent} to={snapshotPath(found.parent)} />}
                </Line>
                <SnapshotSummary snapshot={found} />
              </>
            )}
          </Loaded>
          <Typography.Text type="secondary">{t('lineage.follow')}</Typography.Text>
        </Flex>
      </Card>
      <Card size="small" title={t('lineage.verdicts')}>
        <VerdictTable verdicts={bundle.verdicts} />
      </Card>
    </Flex>
  )
}

function VerdictTable({ verdicts }: { verdicts: readonly GateVerdict[] }) {
  const { t } = useTranslation('models')
  const named = useWho()
  const columns: TableColumnsType<GateVerdict> = [
    {
      title: t('column.gate'),
      dataIndex: 'verdict',
      render: (verdict: GateVerdict['verdict']) => <VerdictTag verdict={verdict} />,
    },
    {
      title: t('lineage.beside'),
      dataIndex: 'against',
      render: (id: string | null) => (id === null ? t('evaluation.nothing') : <IdText id={id} to={bundlePath(id)} />),
    },
    { title: t('column.who'), dataIndex: 'who', render: (who: string) => named(who) },
    { title: t('lineage.when'), dataIndex: 'at', render: (at: number) => <Instant at={at} /> },
  ]
  return (
    <Table<GateVerdict>
      size="small"
      rowKey={({ against, at, who, verdict }) => `${against} ${at} ${who} ${verdict}`}
      columns={columns}
      dataSource={[...verdicts]}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: 'max-content' }}
    />
  )
}
