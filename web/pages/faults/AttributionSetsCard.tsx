import { Card, Flex, Statistic, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { SETS, usePartSets } from './attribution.ts'

/** How many items verdicts have given to the training set of each part. */
export function AttributionSetsCard() {
  const { t } = useTranslation('faults')
  const format = useFormat()
  return (
    <Card size="small" title={t('attribution.sets')}>
      <Loaded query={usePartSets()} rows={2}>
        {({ items, unplaced }) => (
          <Flex vertical gap="small">
            <Flex gap="large" wrap>
              {SETS.map((set) => (
                <Statistic key={set} title={t(`attribution.set.${set}`)} value={format.number(items[set])} />
              ))}
            </Flex>
            <Typography.Text type="secondary">{t('attribution.setsHint')}</Typography.Text>
            {unplaced.wording + unplaced.policy > 0 && (
              <Typography.Text type="secondary">
                {t('attribution.unplaced', {
                  wording: format.number(unplaced.wording),
                  policy: format.number(unplaced.policy),
                })}
              </Typography.Text>
            )}
          </Flex>
        )}
      </Loaded>
    </Card>
  )
}
