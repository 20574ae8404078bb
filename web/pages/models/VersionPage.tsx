import { Alert, Flex, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import type { BundleDetail, Releases } from './answers.ts'
import { Contents } from './Contents.tsx'
import { EvaluationPanel } from './EvaluationPanel.tsx'
import { EntryList } from './LedgerTimeline.tsx'
import { Lineage } from './Lineage.tsx'
import { useAssistant, useBundle, useReleases } from './queries.ts'
import { ReleaseActions } from './ReleaseActions.tsx'
import { StageTag } from './StageTag.tsx'
import { useGap, useSentence } from './sentence.ts'
import { standingOf } from './standing.ts'
import { versionSentence } from './summary.ts'

const TABS = ['compare', 'flips', 'lineage', 'contents', 'ledger'] as const

/** One version: is it better, what did it break, what is it made of, who gets it. */
export function VersionPage() {
  const { t } = useTranslation('models')
  const { bundle = '' } = useParams()
  const found = useBundle(bundle)
  const releases = useReleases(useAssistant())
  return (
    <PageFrame title={t('version', { bundle })} about={<Link to="/models">{t('allVersions')}</Link>}>
      <Loaded query={found} rows={10}>
        {(detail) => <Loaded query={releases}>{(state) => <Version detail={detail} releases={state} />}</Loaded>}
      </Loaded>
    </PageFrame>
  )
}

function Version({ detail, releases }: { detail: BundleDetail; releases: Releases }) {
  const { t } = useTranslation('models')
  const say = useSentence()
  const gap = useGap()
  const [params, setParams] = useSearchParams()
  const tab = TABS.find((each) => each === params.get('tab')) ?? 'compare'
  const standing = standingOf(detail.id, releases)
  const lines = releases.ledger.filter(({ bundle, canary }) => bundle === detail.id || canary?.bundle === detail.id)
  const to = (next: string): void => {
    const changed = new URLSearchParams(params)
    changed.set('tab', next)
    setParams(changed)
  }
  const content = {
    compare: <EvaluationPanel bundle={detail.id} part="compare" />,
    flips: <EvaluationPanel bundle={detail.id} part="flips" />,
    lineage: <Lineage bundle={detail} />,
    contents: <Contents bundle={detail} />,
    ledger: <EntryList entries={lines} />,
  }
  return (
    <>
      <Flex wrap gap="small" align="center">
        <IdText id={detail.id}>{detail.id}</IdText>
        <StageTag standing={standing} />
        <span>
          {t('column.made')} <Instant at={detail.created_at} />
        </span>
      </Flex>
      <Alert
        type={detail.verdict === 'refuse' ? 'warning' : 'info'}
        title={versionSentence(detail, releases).map(say).join(gap)}
        description={<ReleaseActions bundle={detail.id} releases={releases} />}
      />
      <Tabs
        activeKey={tab}
        onChange={to}
        destroyOnHidden
        items={TABS.map((key) => ({ key, label: t(`versionTabs.${key}`), children: content[key] }))}
      />
    </>
  )
}
