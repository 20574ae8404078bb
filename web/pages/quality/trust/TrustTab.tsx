import { Card, Flex, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { Failure } from '../../../parts/Failure.tsx'
import { IdText } from '../../../parts/IdText.tsx'
import { Instant } from '../../../parts/Instant.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { Act } from '../Act.tsx'
import { noRows } from '../NoRows.tsx'
import { useNames } from '../names.ts'
import { CaseDrawer } from './CaseDrawer.tsx'
import { Evidence } from './Evidence.tsx'
import { LookTables } from './LookTables.tsx'
import { type Case, useCases, useLook } from './trust-query.ts'

const COLOURS = { held: 'warning', confirmed: 'error', released: 'success' } as const

/** Who may poison labels and feedback: what is held out of training, and what people decide about it. */
export function TrustTab() {
  const { t } = useTranslation('quality')
  const query = useCases()
  const look = useLook()
  const [search, setSearch] = useSearchParams()
  const open = search.get('case')
  return (
    <Flex vertical gap="middle">
      <Flex wrap justify="space-between" align="center" gap="small">
        <Typography.Text type="secondary">{t('trust.about')}</Typography.Text>
        <Act scope="train" loading={look.isPending} onClick={() => look.mutate()}>
          {t('trust.look')}
        </Act>
      </Flex>
      {look.isError && <Failure error={look.error} />}
      <Card size="small" title={t('trust.cases')}>
        <Loaded query={query}>
          {({ cases }) => <CaseTable cases={cases} onOpen={(id) => setSearch({ case: id })} />}
        </Loaded>
      </Card>
      {look.data !== undefined && <LookTables look={look.data} />}
      {open !== null && <CaseDrawer caseId={open} onClose={() => setSearch({})} />}
    </Flex>
  )
}

function CaseTable({ cases, onOpen }: { readonly cases: readonly Case[]; readonly onOpen: (id: string) => void }) {
  const { t } = useTranslation('quality')
  const names = useNames()
  const columns: TableColumnsType<Case> = [
    { title: t('trust.kind'), width: 110, render: (_, { kind }) => t(`trust.kinds.${kind}`) },
    { title: t('trust.subject'), width: 190, render: (_, each) => <Subject of={each} /> },
    {
      title: t('trust.label'),
      width: 150,
      render: (_, { label, task }) =>
        label === null ? t('trust.everything') : names.label(task === 'objection' ? 'objection' : 'intent', label),
    },
    { title: t('trust.evidence'), render: (_, each) => <Evidence of={each} /> },
    {
      title: t('trust.state'),
      width: 170,
      render: (_, { state, suspected }) => (
        <Flex vertical gap={2} align="start">
          <Tag color={COLOURS[state]}>{t(`trust.states.${state}`)}</Tag>
          {!suspected && <Typography.Text type="secondary">{t('trust.gone')}</Typography.Text>}
        </Flex>
      ),
    },
    { title: t('trust.opened'), width: 150, render: (_, each) => <Instant at={each.opened_at} /> },
    {
      title: t('trust.decide'),
      width: 110,
      render: (_, { case_id: id }) => (
        <Act scope="read" size="small" onClick={() => onOpen(id)}>
          {t('trust.open')}
        </Act>
      ),
    },
  ]
  return (
    <Table
      size="small"
      rowKey="case_id"
      columns={columns}
      dataSource={[...cases]}
      locale={noRows(t('trust.none'))}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: 1000 }}
    />
  )
}

function Subject({ of: { kind, subject } }: { readonly of: Case }) {
  if (kind === 'user') return <IdText id={subject} to={`/conversations?user=${encodeURIComponent(subject)}`} />
  if (kind === 'annotator') return <Link to="/quality/annotators">{subject}</Link>
  return <IdText id={subject} />
}
