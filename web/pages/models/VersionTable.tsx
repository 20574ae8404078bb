import { Button, Flex, Table, type TableColumnsType, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import type { Bundle, Releases } from './answers.ts'
import { bundlePath, snapshotPath } from './paths.ts'
import { useAssistant } from './queries.ts'
import { StageTag, VerdictTag } from './StageTag.tsx'
import { standingOf } from './standing.ts'

interface VersionTableProps {
  readonly bundles: readonly Bundle[]
  readonly releases: Releases
  /** null = these are all. */
  readonly more: (() => void) | null
}

/** Every version, newest first, with where it stands. */
export function VersionTable({ bundles, releases, more }: VersionTableProps) {
  const { t } = useTranslation('models')
  const navigate = useNavigate()
  const assistant = useAssistant()
  const columns = useColumns(releases)
  if (bundles.length === 0) return <Nothing title={t('none.versions')} hint={t('none.versionsHint')} />
  return (
    <Flex vertical gap="small">
      <Table<Bundle>
        size="small"
        rowKey="id"
        columns={columns}
        dataSource={[...bundles]}
        pagination={false}
        scroll={{ x: 'max-content' }}
        onRow={({ id }) => ({
          onClick: (event) => {
            if (event.target instanceof Element && event.target.closest('a, button, [role=button]')) return
            void navigate(bundlePath(id, assistant))
          },
          style: { cursor: 'pointer' },
        })}
      />
      {more !== null && (
        <div>
          <Button onClick={more}>{t('more')}</Button>
        </div>
      )}
    </Flex>
  )
}

function useColumns(releases: Releases): TableColumnsType<Bundle> {
  const { t } = useTranslation('models')
  const assistant = useAssistant()
  return [
    {
      title: t('column.version'),
      dataIndex: 'id',
      render: (id: string) => <IdText id={id} to={bundlePath(id, assistant)} />,
    },
    {
      title: t('column.stage'),
      key: 'stage',
      render: (_, { id }) => {
        const standing = standingOf(id, releases)
        return (
          <Flex vertical gap={2} align="start">
            <StageTag standing={standing} />
            {standing.since !== null && (
              <Typography.Text type="secondary">
                {t(standing.share > 0 ? 'since' : 'until')} <Instant at={standing.since} />
              </Typography.Text>
            )}
          </Flex>
        )
      },
    },
    {
      title: t('column.gate'),
      key: 'gate',
      render: (_, { verdict, against }) => (
        <Flex gap={4} align="center">
          <VerdictTag verdict={verdict} />
          <Typography.Text type="secondary">
            {against === null ? t('againstNothing') : t('against')}{' '}
            {against !== null && <IdText id={against} to={bundlePath(against, assistant)} />}
          </Typography.Text>
        </Flex>
      ),
    },
    {
      title: t('column.snapshot'),
      dataIndex: 'snapshot',
      render: (id: string) => <IdText id={id} to={snapshotPath(id)} />,
    },
    { title: t('column.rules'), dataIndex: 'rules', render: (id: string) => <IdText id={id} /> },
    { title: t('column.made'), dataIndex: 'created_at', render: (at: number) => <Instant at={at} /> },
  ]
}
