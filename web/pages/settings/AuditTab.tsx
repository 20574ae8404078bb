import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Flex, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { api, bodyOf } from '../../api/client.ts'
import { Failure } from '../../parts/Failure.tsx'
import { useFormat } from '../../parts/format.ts'
import { Instant } from '../../parts/Instant.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { AuditFilters, filterOf } from './AuditFilters.tsx'
import { type AuditLine, useAudit } from './settings-api.ts'

/** Who did what. Nothing in it is ever changed, and that can be checked. */
export function AuditTab() {
  const { t } = useTranslation('settings')
  const [search] = useSearchParams()
  const lines = useAudit(filterOf(search))
  const columns = useColumns()
  return (
    <Flex vertical gap="middle">
      <Flex wrap gap="small" justify="space-between" align="center">
        <Typography.Text type="secondary">{t('audit.about')}</Typography.Text>
        <Check />
      </Flex>
      <AuditFilters />
      {lines.isError && <Failure error={lines.error} retry={() => void lines.refetch()} />}
      <Table<AuditLine>
        size="small"
        rowKey="seq"
        loading={lines.isPending}
        columns={columns}
        dataSource={lines.data?.pages.flatMap((page) => page.lines) ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Nothing title={t('audit.none')} hint={t('audit.noneHint')} /> }}
      />
      {lines.hasNextPage && (
        <Button onClick={() => void lines.fetchNextPage()} loading={lines.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </Flex>
  )
}

/** Walks the chain of hashes, and says what came of it. */
function Check() {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const check = useMutation({ mutationFn: () => bodyOf(api.GET('/v1/audit/check')) })
  return (
    <Flex vertical gap="small" align="flex-end">
      <Button loading={check.isPending} onClick={() => check.mutate()}>
        {t('audit.check')}
      </Button>
      {check.isError && <Failure error={check.error} />}
      {check.data &&
        (check.data.broken_at === null ? (
          <Alert
            type="success"
            showIcon
            title={t('audit.whole', { lines: format.number(check.data.lines) })}
            description={
              check.data.hash !== null && (
                <Typography.Text copyable={{ text: check.data.hash }} type="secondary">
                  <code>{check.data.hash.slice(0, 16)}…</code>
                </Typography.Text>
              )
            }
          />
        ) : (
          <Alert
            type="error"
            showIcon
            title={t('audit.broken', { seq: format.number(check.data.broken_at) })}
            description={t('audit.brokenHint')}
          />
        ))}
    </Flex>
  )
}

const NAMED = ['login', 'login refused', 'logout'] as const
const nameOf = (what: string) => NAMED.find((known) => known === what)

function useColumns(): TableColumnsType<AuditLine> {
  const { t } = useTranslation('settings')
  return [
    { key: 'at', title: t('audit.at'), render: (_value, { at }) => <Instant at={at} /> },
    {
      key: 'who',
      title: t('audit.who'),
      render: (_value, { who, kind }) => (
        <Flex gap="small" align="center">
          <span className="any-text">{who === 'unknown' ? t('audit.unknown') : who}</span>
          {kind !== 'user' && <Tag>{t(`audit.kinds.${kind}`)}</Tag>}
        </Flex>
      ),
    },
    { key: 'area', title: t('audit.area'), render: (_value, { area }) => t(`audit.areas.${area}`) },
    {
      key: 'what',
      title: t('audit.what'),
      render: (_value, { what }) => {
        const known = nameOf(what)
        return known ? t(`audit.acts.${known}`) : <code>{what}</code>
      },
    },
    {
      key: 'target',
      title: t('audit.target'),
      render: (_value, { target }) =>
        target !== null && (
          <Typography.Text ellipsis={{ tooltip: target }} style={{ maxWidth: 180 }}>
            <code>{target}</code>
          </Typography.Text>
        ),
    },
    {
      key: 'details',
      title: t('audit.details'),
      render: (_value, { target, details }) => (
        <Typography.Paragraph
          type="secondary"
          ellipsis={{ rows: 2, tooltip: true }}
          style={{ maxWidth: 320, minWidth: 200, margin: 0, whiteSpace: 'normal' }}
        >
          {Object.entries(details)
            .filter(([, value]) => value !== target) // it stands beside this already
            .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
            .join(' · ')}
        </Typography.Paragraph>
      ),
    },
  ]
}
