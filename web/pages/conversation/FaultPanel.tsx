import { Card, Flex, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { Pushes } from './Pushes.tsx'
import type { Whole } from './whole.ts'

/** How likely a fault of the whole conversation was when its draw was due, who decides by it, and what pushed it. */
export function FaultPanel({ whole: { fault } }: { readonly whole: Whole }) {
  const { t } = useTranslation('conversation')
  const format = useFormat()
  const codeName = useCodeName()
  const shown = fault?.scores.find(({ in_charge }) => in_charge) ?? fault?.scores[0]
  return (
    <Card size="small" title={t('fault.title')} extra={<Link to="/faults">{t('fault.page')}</Link>}>
      {fault == null || shown === undefined ? (
        <Typography.Text type="secondary">{t('fault.none')}</Typography.Text>
      ) : (
        <Flex vertical gap={4}>
          <Flex wrap gap="small" align="baseline">
            <strong>{format.percent(shown.probability, 0)}</strong>
            <Tag color={shown.in_charge ? 'processing' : 'default'}>
              {t(shown.in_charge ? 'fault.decides' : 'fault.rulesDecide')}
            </Tag>
          </Flex>
          <Typography.Text type="secondary">
            {t('fault.asOf', { at: format.instant(shown.at), model: shown.model_id })}
          </Typography.Text>
          <Pushes reasons={fault.reasons} nameOf={(input) => codeName('fault_input', input)} />
        </Flex>
      )}
    </Card>
  )
}
