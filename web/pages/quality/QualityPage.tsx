import { Tabs } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useNavigate, useParams } from 'react-router'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { AgreementTab } from './agreement/AgreementTab.tsx'
import { AnnotatorsTab } from './annotators/AnnotatorsTab.tsx'
import { ConflictsTab } from './conflicts/ConflictsTab.tsx'
import { ConfusionTab } from './confusion/ConfusionTab.tsx'
import { GoldTab } from './gold/GoldTab.tsx'
import { GuidelinesTab } from './guidelines/GuidelinesTab.tsx'
import { SourcesTab } from './sources/SourcesTab.tsx'
import { SuspectsTab } from './sources/SuspectsTab.tsx'
import { TaxonomyTab } from './taxonomy/TaxonomyTab.tsx'
import { TrustTab } from './trust/TrustTab.tsx'

const TABS = [
  'agreement',
  'confusion',
  'conflicts',
  'gold',
  'sources',
  'suspects',
  'trust',
  'annotators',
  'guidelines',
  'taxonomy',
] as const
type TabName = (typeof TABS)[number]

const CONTENT: Readonly<Record<TabName, ReactNode>> = {
  agreement: <AgreementTab />,
  confusion: <ConfusionTab />,
  conflicts: <ConflictsTab />,
  gold: <GoldTab />,
  sources: <SourcesTab />,
  suspects: <SuspectsTab />,
  trust: <TrustTab />,
  annotators: <AnnotatorsTab />,
  guidelines: <GuidelinesTab />,
  taxonomy: <TaxonomyTab />,
}

const isTab = (name: string): name is TabName => (TABS as readonly string[]).includes(name)

/** Can the labels be trusted, and what is to be done where not? Each tab has an address of its own. */
export default function QualityPage() {
  const { t } = useTranslation('quality')
  const navigate = useNavigate()
  const { '*': rest = '' } = useParams()
  const tab = rest.split('/')[0]!
  if (!isTab(tab)) return <Navigate to="/quality/agreement" replace />
  return (
    <PageFrame title={t('title')} about={t('about')}>
      <Tabs
        activeKey={tab}
        tabBarGutter={18}
        destroyOnHidden
        onChange={(next) => void navigate(`/quality/${next}`)}
        items={TABS.map((name) => ({ key: name, label: t(`tabs.${name}`), children: CONTENT[name] }))}
      />
    </PageFrame>
  )
}
