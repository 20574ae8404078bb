import { Button, Flex, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../parts/Failure.tsx'
import { useFormat } from '../../parts/format.ts'
import { useSession } from '../../shell/session.ts'
import { type AlertItem, useAlertOrder } from './monitoring-queries.ts'

const HOUR_MS = 3_600_000
const SILENCES = [4, 24, 7 * 24, 28 * 24] as const

/** "I have seen it", and silence for a while; both with a reason, both kept in the history. */
export function AlertOrderForm({ alert, now }: { alert: AlertItem; now: number }) {
  const { t } = useTranslation('monitoring')
  const format = useFormat()
  const { name: who } = useSession()
  const [why, setWhy] = useState('')
  const [hours, setHours] = useState<number>(24)
  const order = useAlertOrder()
  const send = (action: 'acknowledge' | 'silence' | 'unsilence'): void =>
    order.mutate(
      {
        ...{ alertId: alert.alert_id, action, who, why: why.trim() },
        ...(action === 'silence' && { until: now + hours * HOUR_MS }),
      },
      { onSuccess: () => setWhy('') },
    )
  const silent = alert.silenced !== null && alert.silenced.until > now
  const ready = why.trim() !== '' && !order.isPending
  return (
    <Flex vertical gap="small">
      {order.isError && <Failure error={order.error} />}
      <Input
        aria-label={t('alerts.why')}
        placeholder={t('alerts.why')}
        value={why}
        maxLength={500}
        onChange={(event) => setWhy(event.target.value)}
      />
      <Flex wrap gap="small">
        <Button type="primary" disabled={!ready} onClick={() => send('acknowledge')}>
          {t('alerts.acknowledge')}
        </Button>
        {silent ? (
          <Button disabled={!ready} onClick={() => send('unsilence')}>
            {t('alerts.unsilence')}
          </Button>
        ) : (
          <>
            <Button disabled={!ready} onClick={() => send('silence')}>
              {t('alerts.silence')}
            </Button>
            <Select
              aria-label={t('alerts.howLong')}
              value={hours}
              onChange={setHours}
              options={SILENCES.map((value) => ({ value, label: format.span(value * HOUR_MS) }))}
              style={{ minWidth: 96 }}
            />
          </>
        )}
      </Flex>
    </Flex>
  )
}
