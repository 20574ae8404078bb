import { Alert, Button, Card, Descriptions, Flex, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { may, useSession } from '../../shell/session.ts'
import { ChargeDialog } from './ChargeDialog.tsx'
import type { Status } from './faults.ts'

/** Who is in charge of admission, since when and why; and the button that changes it. */
export function ChargeCard({ status }: { readonly status: Status }) {
  const { t } = useTranslation('faults')
  const format = useFormat()
  const session = useSession()
  const [asked, setAsked] = useState<string | null | undefined>(undefined)
  const { by, model_id, problem, threshold, since } = status.in_charge
  const newest = status.models[0]?.model_id
  const admin = may(session, 'admin')
  const who =
    model_id === null ? (
      <Tag>{t('charge.rules')}</Tag>
    ) : (
      <Flex wrap gap="small" align="center">
        <Tag color="processing">{t('charge.learned')}</Tag>
        <IdText id={model_id} />
      </Flex>
    )
  return (
    <Card
      size="small"
      title={t('charge.title')}
      extra={
        admin && (
          <Flex wrap gap="small">
            {by === 'learned' && <Button onClick={() => setAsked(null)}>{t('charge.takeBack')}</Button>}
            {newest !== undefined && newest !== model_id && (
              <Button type="primary" onClick={() => setAsked(newest)}>
                {t('charge.put')}
              </Button>
            )}
          </Flex>
        )
      }
    >
      {problem !== null && (
        <Alert type="error" showIcon title={t('charge.problem')} description={problem} style={{ marginBottom: 12 }} />
      )}
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'who', label: t('charge.who'), children: who },
          ...(by === 'learned'
            ? [
                {
                  key: 'threshold',
                  label: t('charge.threshold'),
                  children:
                    threshold === null
                      ? t('charge.noThreshold')
                      : t('charge.from', { chance: format.percent(threshold, 0) }),
                },
              ]
            : []),
          ...(since === null
            ? []
            : [
                { key: 'since', label: t('charge.since'), children: <Instant at={since.at} now={status.now} /> },
                { key: 'why', label: t('charge.why'), children: t('charge.said', { who: since.who, why: since.why }) },
              ]),
          {
            key: 'automatic',
            label: t('charge.automatic'),
            children: t(status.automatic.on ? 'charge.on' : 'charge.off', {
              least: format.number(status.automatic.least_verdicts),
              fresh: format.number(status.automatic.new_verdicts),
            }),
          },
        ]}
      />
      {asked !== undefined && <ChargeDialog model={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  )
}
