import { Alert, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Loaded } from '../../parts/Loaded.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { may, useSession } from '../../shell/session.ts'
import { RuleEditor } from './RuleEditor.tsx'
import { useRules } from './useRules.ts'
import { VersionsView } from './VersionsView.tsx'

/** The admission rules: what they are, what a change would do, and all their versions. */
export default function RulesPage() {
  const { t } = useTranslation('rules')
  const [params, setParams] = useSearchParams()
  const mayChange = may(useSession(), 'train')
  const rules = useRules()
  const tab = params.get('tab') === 'versions' ? 'versions' : 'table'
  return (
    <PageFrame title={t('title')} about={t('about')}>
      {!mayChange && <Alert type="info" showIcon title={t('readOnly')} />}
      <Loaded query={rules} rows={8}>
        {(answer) => (
          <Tabs
            activeKey={tab}
            onChange={(key) => setParams(key === 'table' ? {} : { tab: key })}
            items={[
              {
                key: 'table',
                label: t('tabs.table'),
                children: <RuleEditor answer={answer} mayChange={mayChange} />,
              },
              {
                key: 'versions',
                label: t('tabs.versions'),
                children: <VersionsView current={answer.rules} now={answer.now} mayChange={mayChange} />,
              },
            ]}
          />
        )}
      </Loaded>
    </PageFrame>
  )
}
