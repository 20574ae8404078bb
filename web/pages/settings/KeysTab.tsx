import { Button, Flex, Popconfirm, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { Failure } from '../../parts/Failure.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { NewKey } from './NewKey.tsx'
import { type Key, useChange, useKeys } from './settings-api.ts'

const COLOURS = { valid: 'success', expired: 'warning', revoked: 'default' } as const

/** Keys of programs: whose, what they may do, until when. */
export function KeysTab() {
  const { t } = useTranslation('settings')
  const keys = useKeys()
  const [making, setMaking] = useState(false)
  const revoking = useChange(
    (key_id: string) => bodyOf(api.DELETE('/v1/keys/{key_id}', { params: { path: { key_id } } })),
    ['keys'],
  )
  const columns = useColumns((keyId) => revoking.mutate(keyId))
  return (
    <Flex vertical gap="middle">
      <Flex wrap gap="small" justify="space-between" align="center">
        <Typography.Text type="secondary">{t('keys.about')}</Typography.Text>
        <Button type="primary" onClick={() => setMaking(true)}>
          {t('keys.new')}
        </Button>
      </Flex>
      {keys.isError && <Failure error={keys.error} retry={() => void keys.refetch()} />}
      {revoking.isError && <Failure error={revoking.error} />}
      <Table<Key>
        size="small"
        rowKey="key_id"
        loading={keys.isPending}
        columns={columns}
        dataSource={[...(keys.data?.keys ?? [])].reverse()}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Nothing title={t('keys.none')} hint={t('keys.noneHint')} /> }}
      />
      <NewKey open={making} close={() => setMaking(false)} />
    </Flex>
  )
}

function useColumns(revoke: (keyId: string) => void): TableColumnsType<Key> {
  const { t } = useTranslation('settings')
  return [
    {
      key: 'name',
      title: t('keys.name'),
      render: (_value, { name, key_id }) => (
        <Flex vertical>
          <span className="any-text">{name}</span>
          <Typography.Text type="secondary">
            <code>{key_id}</code>
          </Typography.Text>
        </Flex>
      ),
    },
    {
      key: 'scopes',
      title: t('keys.scopes'),
      render: (_value, { scopes }) => scopes.map((scope) => <Tag key={scope}>{t(`scopes.${scope}`)}</Tag>),
    },
    {
      key: 'state',
      title: t('keys.state'),
      render: (_value, { state }) => <Tag color={COLOURS[state]}>{t(`keys.states.${state}`)}</Tag>,
    },
    { key: 'created', title: t('keys.created'), render: (_value, { created_at }) => <Instant at={created_at} /> },
    {
      key: 'expires',
      title: t('keys.expires'),
      render: (_value, { expires_at }) => (expires_at === null ? t('keys.never') : <Instant at={expires_at} />),
    },
    {
      key: 'revoke',
      title: t('actions'),
      render: (_value, { key_id, name, state }) =>
        state === 'valid' && (
          <Popconfirm
            title={t('keys.revokeAsk', { name })}
            description={t('keys.revokeWhat')}
            okText={t('keys.revoke')}
            okButtonProps={{ danger: true }}
            onConfirm={() => revoke(key_id)}
          >
            <Button size="small" danger aria-label={t('keys.revokeAsk', { name })}>
              {t('keys.revoke')}
            </Button>
          </Popconfirm>
        ),
    },
  ]
}
