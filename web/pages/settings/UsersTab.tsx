import { Button, Flex, Input, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Failure } from '../../parts/Failure.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { EditUser } from './EditUser.tsx'
import { NewUser } from './NewUser.tsx'
import { RolesAbout } from './RolesAbout.tsx'
import { type User, useUsers } from './settings-api.ts'

/** People with an account: who they are, what they may do, when they were last here. */
export function UsersTab() {
  const { t } = useTranslation('settings')
  const [search, setSearch] = useSearchParams()
  const [making, setMaking] = useState(false)
  const [edited, setEdited] = useState<User | null>(null)
  const wanted = search.get('user') ?? ''
  const users = useUsers(wanted)
  const columns = useColumns(setEdited)
  const look = (text: string) => setSearch({ tab: 'users', ...(text !== '' && { user: text }) }, { replace: true })
  return (
    <Flex vertical gap="middle">
      <Flex wrap gap="small" justify="space-between">
        <Input.Search
          allowClear
          aria-label={t('users.search')}
          placeholder={t('users.search')}
          defaultValue={wanted}
          onSearch={look}
          style={{ maxWidth: 280 }}
        />
        <Button type="primary" onClick={() => setMaking(true)}>
          {t('users.new')}
        </Button>
      </Flex>
      {users.isError && <Failure error={users.error} retry={() => void users.refetch()} />}
      <Table<User>
        size="small"
        rowKey="account_id"
        loading={users.isPending}
        columns={columns}
        dataSource={users.data?.pages.flatMap((page) => page.users) ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Nothing title={t('users.none')} hint={t('users.noneHint')} /> }}
      />
      {users.hasNextPage && (
        <Button onClick={() => void users.fetchNextPage()} loading={users.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
      <RolesAbout />
      <NewUser open={making} close={() => setMaking(false)} />
      {edited !== null && <EditUser user={edited} close={() => setEdited(null)} />}
    </Flex>
  )
}

function useColumns(edit: (user: User) => void): TableColumnsType<User> {
  const { t } = useTranslation('settings')
  const { t: shell } = useTranslation('shell')
  return [
    {
      key: 'name',
      title: t('users.person'),
      render: (_value, { name, login }) => (
        <Flex vertical>
          <span>{name}</span>
          <Typography.Text type="secondary">{login}</Typography.Text>
        </Flex>
      ),
    },
    { key: 'role', title: t('users.role'), render: (_value, { role }) => shell(`roles.${role}`) },
    {
      key: 'state',
      title: t('users.state'),
      render: (_value, { state }) => (
        <Tag color={state === 'active' ? 'success' : 'default'}>{t(`users.states.${state}`)}</Tag>
      ),
    },
    {
      key: 'way',
      title: t('users.way'),
      render: (_value, user) =>
        t(user.single_sign_on ? 'users.ways.oidc' : user.has_password ? 'users.ways.password' : 'users.ways.none'),
    },
    {
      key: 'seen',
      title: t('users.lastLogin'),
      render: (_value, { last_login_at }) =>
        last_login_at === null ? t('users.never') : <Instant at={last_login_at} />,
    },
    {
      key: 'created',
      title: t('users.created'),
      render: (_value, { created_at, created_by }) => (
        <Flex vertical>
          <Instant at={created_at} />
          <Typography.Text type="secondary">{created_by}</Typography.Text>
        </Flex>
      ),
    },
    {
      key: 'edit',
      title: t('actions'),
      render: (_value, user) => (
        <Button size="small" onClick={() => edit(user)} aria-label={t('users.editOf', { login: user.login })}>
          {t('users.edit')}
        </Button>
      ),
    },
  ]
}
