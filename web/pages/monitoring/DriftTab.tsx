import { Alert, Button, Card, Flex, Select, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { may, useSession } from '../../shell/session.ts'
import { DriftChart } from './DriftChart.tsx'
import { DriftTable } from './DriftTable.tsx'
import { type Reference, useDrift, useReferences, useWatchNow } from './monitoring-queries.ts'
import { ReferenceForm } from './ReferenceForm.tsx'
import type { TabProps } from './view.ts'

/** What differs from a named past: text, predictions, confidences, features. */
export function DriftTab(props: TabProps) {
  const references = useReferences()
  return <Loaded query={references}>{(known) => <Against {...props} references={known} />}</Loaded>
}

function Against({ view, now, onView, references }: TabProps & { references: readonly Reference[] }) {
  const { t } = useTranslation('monitoring')
  const mayName = may(useSession(), 'admin')
  const [naming, setNaming] = useState(false)
  const chosen = references.find(({ name }) => name === view.reference) ?? references[0]
  const change = mayName && <Button onClick={() => setNaming(true)}>{t('drift.name')}</Button>
  return (
    <Flex vertical gap="middle">
      {chosen === undefined ? (
        <Card size="small">
          <Nothing title={t('drift.noReference')} hint={t('drift.noReferenceWhy')} action={change} />
        </Card>
      ) : (
        <Flex wrap gap="small" align="center">
          <Typography.Text>{t('drift.against')}</Typography.Text>
          <Select
            aria-label={t('drift.against')}
            value={chosen.name}
            onChange={(reference) => onView({ reference })}
            style={{ minWidth: 160 }}
            options={references.map(({ name }) => ({ value: name, label: name }))}
          />
          <WhatItIs reference={chosen} />
          {change}
        </Flex>
      )}
      {chosen !== undefined && <Results view={view} now={now} reference={chosen} />}
      {naming && <ReferenceForm onClose={() => setNaming(false)} onNamed={(reference) => onView({ reference })} />}
    </Flex>
  )
}

/** A reference is named, and says what it is. */
function WhatItIs({ reference: { body, version, changed_by } }: { reference: Reference }) {
  const { t } = useTranslation('monitoring')
  const format = useFormat()
  return (
    <Typography.Text type="secondary">
      {body.kind === 'period' ? (
        t('drift.period', { from: format.utcDay(body.from), to: format.utcDay(body.to - 1) })
      ) : (
        <>
          {t('drift.training')} <IdText id={body.bundle} to="/models" />
        </>
      )}
      {` · ${t('drift.version', { version, who: changed_by })}`}
    </Typography.Text>
  )
}

function Results({ view, now, reference }: Pick<TabProps, 'view' | 'now'> & { reference: Reference }) {
  const { t } = useTranslation('monitoring')
  const mayWatch = may(useSession(), 'admin')
  const drift = useDrift(view, reference.name, now)
  const watch = useWatchNow()
  const look = mayWatch && (
    <Button loading={watch.isPending} onClick={() => watch.mutate()}>
      {t('drift.watchNow')}
    </Button>
  )
  return (
    <Loaded query={drift} rows={8}>
      {(results) =>
        results.length === 0 ? (
          <Card size="small">
            <Nothing title={t('drift.nothing')} hint={t('drift.nothingWhy')} action={look} />
          </Card>
        ) : (
          <>
            <Summary drifted={results.filter((each) => each.drifted).length} of={results.length} />
            <Card size="small" title={t('drift.grid')} extra={look}>
              <DriftChart results={results} assistant={view.assistant} />
            </Card>
            <Card size="small" title={t('drift.table')}>
              <DriftTable results={results} assistant={view.assistant} />
            </Card>
          </>
        )
      }
    </Loaded>
  )
}

function Summary({ drifted, of }: { drifted: number; of: number }) {
  const { t } = useTranslation('monitoring')
  const format = useFormat()
  const words = { drifted: format.number(drifted), of: format.number(of) }
  return (
    <Alert
      type={drifted > 0 ? 'warning' : 'success'}
      showIcon
      title={t(drifted > 0 ? 'drift.found' : 'drift.quiet', words)}
      description={t('drift.level')}
    />
  )
}
