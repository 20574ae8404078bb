import {
  AuditOutlined,
  BranchesOutlined,
  BulbOutlined,
  DashboardOutlined,
  ExperimentOutlined,
  FilterOutlined,
  FundOutlined,
  LineChartOutlined,
  MessageOutlined,
  RobotOutlined,
  SettingOutlined,
  TagsOutlined,
} from '@ant-design/icons'
import { type ComponentType, lazy, type ReactNode } from 'react'
import type { Scope } from './session.ts'

type PageName =
  | 'overview'
  | 'conversations'
  | 'annotate'
  | 'quality'
  | 'rules'
  | 'signals'
  | 'faults'
  | 'models'
  | 'experiments'
  | 'monitoring'
  | 'assistant'
  | 'settings'

export interface Page {
  readonly name: PageName
  /** Address; `*` = the page has addresses of its own below it. */
  readonly path: string
  /** One of these scopes opens the page; null = whoever is logged in. */
  readonly scopes: readonly Scope[] | null
  readonly icon: ReactNode
  readonly View: ComponentType
}

/** The pages, in the order of the loop, as the menu shows them. */
export const PAGES: readonly Page[] = [
  {
    name: 'overview',
    path: '/',
    scopes: ['read'],
    icon: <DashboardOutlined />,
    View: lazy(() => import('../pages/overview/OverviewPage.tsx')),
  },
  {
    name: 'conversations',
    path: '/conversations',
    scopes: ['read'],
    icon: <MessageOutlined />,
    View: lazy(() => import('../pages/conversations/ConversationsPage.tsx')),
  },
  {
    name: 'annotate',
    path: '/annotate',
    scopes: ['annotate'],
    icon: <TagsOutlined />,
    View: lazy(() => import('../pages/annotate/AnnotatePage.tsx')),
  },
  {
    name: 'quality',
    path: '/quality',
    scopes: ['read'],
    icon: <AuditOutlined />,
    View: lazy(() => import('../pages/quality/QualityPage.tsx')),
  },
  {
    name: 'rules',
    path: '/rules',
    scopes: ['read'],
    icon: <FilterOutlined />,
    View: lazy(() => import('../pages/rules/RulesPage.tsx')),
  },
  {
    name: 'signals',
    path: '/signals',
    scopes: ['read'],
    icon: <FundOutlined />,
    View: lazy(() => import('../pages/signals/SignalsPage.tsx')),
  },
  {
    name: 'faults',
    path: '/faults',
    scopes: ['read'],
    icon: <BulbOutlined />,
    View: lazy(() => import('../pages/faults/FaultsPage.tsx')),
  },
  {
    name: 'models',
    path: '/models',
    scopes: ['read'],
    icon: <BranchesOutlined />,
    View: lazy(() => import('../pages/models/ModelsPage.tsx')),
  },
  {
    name: 'experiments',
    path: '/experiments',
    scopes: ['read'],
    icon: <ExperimentOutlined />,
    View: lazy(() => import('../pages/experiments/ExperimentsPage.tsx')),
  },
  {
    name: 'monitoring',
    path: '/monitoring',
    scopes: ['read'],
    icon: <LineChartOutlined />,
    View: lazy(() => import('../pages/monitoring/MonitoringPage.tsx')),
  },
  {
    name: 'assistant',
    path: '/assistant',
    scopes: ['ingest'],
    icon: <RobotOutlined />,
    View: lazy(() => import('../pages/assistant/AssistantPage.tsx')),
  },
  {
    name: 'settings',
    path: '/settings',
    scopes: null,
    icon: <SettingOutlined />,
    View: lazy(() => import('../pages/settings/SettingsPage.tsx')),
  },
]
