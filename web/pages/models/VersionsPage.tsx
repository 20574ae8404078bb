import { Alert, Flex, Select, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Loaded } from '../../parts/Loaded.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import type { Bundle, Releases } from './answers.ts'
import { LedgerTimeline } from './LedgerTimeline.tsx'
import { LiveAt } from './LiveAt.tsx'
import { useAssistant, useBundle, useRegistry, useReleases } from './queries.ts'
import { ReleaseActions } from './ReleaseActions.tsx'
import { ReleasePath } from './ReleasePath.tsx'
import { useGap, useSentence } from './sentence.ts'
import { summaryOf } from './summary.ts'
import { TrainingPanel } from './TrainingPanel.tsx'
import { VersionTable } from './VersionTable.tsx'

const PAGE_VERSIONS = 50
const TABS = ['versions', 'ledger', 'at', 'training', 'path'] as const

/** All versions, and every release that ever was. */
export function VersionsPage() {
  const { t } = useTranslation('models')
  const [params, setParams] = useSearchParams()
  const [shown, setShown] = useState(PAGE_VERSIONS)
  const assistant = useAssistant()
  const registry = useRegistry(shown)
  const releases = useReleases(assistant)
  const tab = TABS.find((each) => each === params.get('tab')) ?? 'versions'
  const to = (next: string): void => {
    const changed = new URLSearchParams(params)
    changed.set('tab', next)
    setParams(changed)
  }
  return (
    <PageFrame
      title={t('title')}
      about={t('about')}
      actions={<AssistantChoice assistants={releases.data?.assistants} />}
    >
      <Loaded query={registry} rows={8}>
        {({ bundles, broken }) => (
          <Loaded query={releases}>
            {(state) => (
              <>
                <Summary bundles={bundles} releases={state} />
                {Object.entries(broken).map(([bundle, why]) => (
                  <Alert key={bundle} type="error" showIcon title={t('broken', { bundle })} description={why} />
                ))}
                <Tabs
                  activeKey={tab}
                  onChange={to}
                  items={[
                    {
                      key: 'versions',
                      label: t('tabs.versions'),
                      children: (
                        <VersionTable
                          bundles={bundles}
                          releases={state}
                          more={bundles.length === shown ? () => setShown(shown + PAGE_VERSIONS) : null}
                        />
                      ),
                    },
                    { key: 'ledger', label: t('tabs.ledger'), children: <LedgerTimeline /> },
                    { key: 'at', label: t('tabs.at'), children: <LiveAt /> },
                    { key: 'training', label: t('tabs.training'), children: <TrainingPanel /> },
                    { key: 'path', label: t('tabs.path'), children: <ReleasePath /> },
                  ]}
                />
              </>
            )}
          </Loaded>
        )}
      </Loaded>
    </PageFrame>
  )
}

/** The one sentence that a product owner needs, and what can be done about it. */
function Summary({ bundles, releases }: { bundles: readonly Bundle[]; releases: Releases }) {
  const say = useSentence()
  const gap = useGap()
  const newest = bundles[0] ?? null
  const judged = useBundle(newest?.id ?? null).data
  const text = summaryOf(judged ?? newest, releases)
    .map(say)
    .join(gap)
  return (
    <Alert
      type={releases.live === null ? 'warning' : 'info'}
      title={text}
      description={<ReleaseActions bundle={null} releases={releases} />}
    />
  )
}

/** Releases of one assistant, or those of all that have none of their own. */
function AssistantChoice({ assistants }: { assistants: readonly string[] | undefined }) {
  const { t } = useTranslation('models')
  const [params, setParams] = useSearchParams()
  const assistant = useAssistant()
  if ((assistants ?? []).length === 0 && assistant === undefined) return null
  const choose = (value: string): void => {
    const changed = new URLSearchParams(params)
    if (value === '') changed.delete('assistant')
    else changed.set('assistant', value)
    setParams(changed)
  }
  const named = [...new Set([...(assistants ?? []), ...(assistant === undefined ? [] : [assistant])])]
  return (
    <Flex>
      <Select
        aria-label={t('assistant')}
        style={{ minWidth: 200 }}
        value={assistant ?? ''}
        options={[{ value: '', label: t('allAssistants') }, ...named.map((value) => ({ value, label: value }))]}
        onChange={choose}
      />
    </Flex>
  )
}
