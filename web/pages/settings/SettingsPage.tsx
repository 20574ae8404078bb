import { Tabs } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { may, type Scope, useSession } from '../../shell/session.ts'
import { AccountTab } from './AccountTab.tsx'
import { AuditTab } from './AuditTab.tsx'
import { KeysTab } from './KeysTab.tsx'
import { LimitsTab } from './LimitsTab.tsx'
import { LoopTab } from './LoopTab.tsx'
import { SameQuestionTab } from './SameQuestionTab.tsx'
import { UsersTab } from './UsersTab.tsx'

const TABS = ['users', 'keys', 'audit', 'loop', 'limits', 'same', 'account'] as const
type TabName = (typeof TABS)[number]

/** What a tab reads; null = whoever is logged in. */
const NEEDS: Readonly<Record<TabName, Scope | null>> = {
  users: 'admin',
  keys: 'admin',
  audit: 'admin',
  loop: 'read',
  limits: 'read',
  same: 'read',
  account: null,
}
const VIEWS: Readonly<Record<TabName, ReactNode>> = {
  users: <UsersTab />,
  keys: <KeysTab />,
  audit: <AuditTab />,
  loop: <LoopTab />,
  limits: <LimitsTab />,
  same: <SameQuestionTab />,
  account: <AccountTab />,
}

/** Who may come in, who did what, and what the loop may do by itself. */
export default function SettingsPage() {
  const { t } = useTranslation('settings')
  const session = useSession()
  const [search, setSearch] = useSearchParams()
  const open = TABS.filter((name) => NEEDS[name] === null || may(session, NEEDS[name]))
  const asked = open.find((name) => name === search.get('tab'))
  return (
    <PageFrame title={t('title')} about={t('about')}>
      <Tabs
        activeKey={asked ?? open[0]!}
        items={open.map((name) => ({ key: name, label: t(`tabs.${name}`), children: VIEWS[name] }))}
        onChange={(tab) => setSearch({ tab })}
        destroyOnHidden
      />
    </PageFrame>
  )
}
