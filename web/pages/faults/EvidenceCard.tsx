import { Alert, Card, Flex, Segmented, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { BudgetChart } from './BudgetChart.tsx'
import { BudgetTable } from './BudgetTable.tsx'
import { CalibrationChart } from './CalibrationChart.tsx'
import { type Report, useEvidence } from './faults.ts'

const VIEWS = ['held_out', 'since'] as const
type View = (typeof VIEWS)[number]

/** The model beside the rule table at equal review budget, on verdicts that it had not seen. */
export function EvidenceCard({ model }: { readonly model: string }) {
  const { t } = useTranslation('faults')
  const [search, setSearch] = useSearchParams()
  const view: View = search.get('evidence') === 'since' ? 'since' : 'held_out'
  const choose = (next: View) => {
    const changed = new URLSearchParams(search)
    if (next === 'held_out') changed.delete('evidence')
    else changed.set('evidence', next)
    setSearch(changed, { replace: true })
  }
  return (
    <Card
      size="small"
      title={t('evidence.title')}
      extra={
        <Segmented<View>
          aria-label={t('evidence.by')}
          value={view}
          onChange={choose}
          options={VIEWS.map((each) => ({ value: each, label: t(`evidence.${each}`) }))}
        />
      }
    >
      <Typography.Paragraph type="secondary">{t(`evidence.${view}_about`)}</Typography.Paragraph>
      <Loaded query={useEvidence(model)} rows={6}>
        {(evidence) => {
          const report = evidence[view]
          return report === null ? (
            <Nothing title={t('evidence.none')} hint={t('evidence.noneHint')} />
          ) : (
            <ReportView report={report} />
          )
        }}
      </Loaded>
    </Card>
  )
}

function ReportView({ report }: { readonly report: Report }) {
  const { t } = useTranslation('faults')
  return (
    <Flex vertical gap="middle">
      <Quality report={report} />
      {report.controls === 0 && (
        <Alert type="warning" showIcon title={t('evidence.noControls')} description={t('evidence.noControlsWhy')} />
      )}
      {report.at_budget !== null && <BudgetTable comparison={report.at_budget} />}
      {report.curve.length > 0 && <BudgetChart curve={report.curve} label={t('curve.label')} />}
      <Typography.Title level={2} style={{ fontSize: 14, margin: 0 }}>
        {t('calibration.title')}
      </Typography.Title>
      <CalibrationChart bins={report.calibration} label={t('calibration.label')} />
    </Flex>
  )
}

function Quality({ report }: { readonly report: Report }) {
  const { t } = useTranslation('faults')
  const format = useFormat()
  const { verdicts, at_fault, controls, base_rate, auc, ece, ece_high } = report
  return (
    <Flex vertical gap="small">
      <Flex gap="large" wrap>
        <Flex vertical gap={2}>
          <Typography.Text type="secondary">{t('evidence.auc')}</Typography.Text>
          <Estimate {...(auc ?? { estimate: null })} kind="number" digits={3} large />
        </Flex>
        <Flex vertical gap={2}>
          <Typography.Text type="secondary">{t('evidence.ece')}</Typography.Text>
          <Estimate estimate={ece} low={0} high={ece_high} large />
        </Flex>
        <Flex vertical gap={2}>
          <Typography.Text type="secondary">{t('evidence.base')}</Typography.Text>
          <Estimate estimate={base_rate} large />
        </Flex>
      </Flex>
      <Typography.Text type="secondary">
        {t('evidence.rests', {
          verdicts: format.number(verdicts),
          faults: format.number(at_fault),
          controls: format.number(controls),
        })}
      </Typography.Text>
    </Flex>
  )
}
