import { Alert, Card, Flex, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../../parts/Estimate.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { Nothing } from '../../../parts/Nothing.tsx'
import { PeriodChoice, useTime } from '../Period.tsx'
import { AgreementTables } from './AgreementTables.tsx'
import { type Agreement, useAgreement } from './agreement-query.ts'
import { LEAST_UNITS, readingOf } from './reading.ts'
import { TrendCard } from './TrendCard.tsx'

/** How far people agree beyond chance: over all, by task, label, pair and annotator, and over time. */
export function AgreementTab() {
  const query = useAgreement(useTime())
  const { t } = useTranslation('quality')
  return (
    <Flex vertical gap="middle">
      <Flex justify="flex-end">
        <PeriodChoice />
      </Flex>
      <Loaded query={query} rows={8}>
        {(data) =>
          data.tasks.length === 0 ? (
            <Nothing title={t('agreement.none')} hint={t('agreement.noneWhy')} />
          ) : (
            <>
              <Overall data={data} />
              <TrendCard />
              <AgreementTables data={data} />
            </>
          )
        }
      </Loaded>
    </Flex>
  )
}

/** One number for who has a minute, and what it means. */
function Overall({ data }: { readonly data: Agreement }) {
  const { t } = useTranslation('quality')
  const { alpha, answers, low, high } = data.overall
  const units = Math.max(...data.tasks.map((task) => task.units))
  const reading = readingOf({ value: alpha, low, high, units })
  return (
    <Card size="small">
      <Flex wrap gap="large" align="center">
        <div>
          <Typography.Text type="secondary">{t('agreement.overall')}</Typography.Text>
          <div>
            <Estimate estimate={alpha} low={low} high={high} of={answers} kind="number" digits={2} large />
          </div>
        </div>
        <Alert
          style={{ flex: '1 1 320px' }}
          type={reading === 'poor' ? 'error' : reading === 'good' ? 'success' : 'info'}
          showIcon
          title={t(`reading.${reading}.short`)}
          description={`${t(`reading.${reading}.long`, { least: LEAST_UNITS })} ${t('agreement.scale')}`}
        />
      </Flex>
    </Card>
  )
}
