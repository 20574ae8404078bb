import { Flex, Segmented, Select, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { AccuracyTab } from './AccuracyTab.tsx'
import { AlertsTab } from './AlertsTab.tsx'
import { DriftTab } from './DriftTab.tsx'
import { FeaturesTab } from './FeaturesTab.tsx'
import { useNow } from './monitoring-queries.ts'
import { TruthTab } from './TruthTab.tsx'
import { RANGES, searchOf, TABS, type Tab, type TabProps, type View, viewOf } from './view.ts'

const BODIES: Readonly<Record<Tab, (props: TabProps) => React.ReactNode>> = {
  accuracy: AccuracyTab,
  truth: TruthTab,
  drift: DriftTab,
  features: FeaturesTab,
  alerts: AlertsTab,
}

export default function MonitoringPage() {
  const { t } = useTranslation('monitoring')
  const [search, setSearch] = useSearchParams()
  const view = viewOf(search)
  const now = useNow()
  const onView = (change: Partial<View>): void => setSearch(searchOf({ ...view, ...change }))
  const Body = BODIES[view.tab]
  return (
    <PageFrame
      title={t('title')}
      about={t('about')}
      actions={view.tab !== 'alerts' && <Choices view={view} assistants={now.data?.assistants ?? []} onView={onView} />}
    >
      <Tabs
        activeKey={view.tab}
        onChange={(tab) => onView({ tab: tab as Tab, alert: '' })}
        items={TABS.map((tab) => ({ key: tab, label: t(`tabs.${tab}`) }))}
      />
      <Loaded query={now} rows={8}>
        {(known) => <Body key={view.tab} view={view} now={known.now} onView={onView} />}
      </Loaded>
    </PageFrame>
  )
}

interface ChoicesProps {
  readonly view: View
  readonly assistants: readonly string[]
  readonly onView: TabProps['onView']
}

function Choices({ view, assistants, onView }: ChoicesProps) {
  const { t } = useTranslation('monitoring')
  const format = useFormat()
  const names =
    view.assistant === '' || assistants.includes(view.assistant) ? assistants : [...assistants, view.assistant]
  return (
    <Flex wrap gap="small" align="center">
      <Segmented
        aria-label={t('choice.span')}
        value={view.days}
        onChange={(days) => onView({ days })}
        options={RANGES.map((days) => ({ value: days, label: t('choice.days', { days: format.number(days) }) }))}
      />
      <Select
        aria-label={t('choice.assistant')}
        value={view.assistant}
        onChange={(assistant) => onView({ assistant })}
        style={{ minWidth: 180 }}
        options={[{ value: '', label: t('choice.all') }, ...names.map((name) => ({ value: name, label: name }))]}
      />
    </Flex>
  )
}
