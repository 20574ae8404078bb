import { Card, Flex, InputNumber, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { DiffView } from './DiffView.tsx'
import { useDiff } from './useRules.ts'

interface CompareCardProps {
  readonly from: number
  readonly to: number
  readonly latest: number
  onChange(pair: { from: number; to: number }): void
}

/** The difference of any two versions. */
export function CompareCard({ from, to, latest, onChange }: CompareCardProps) {
  const { t } = useTranslation('rules')
  const diff = useDiff(from, to, latest > 1)
  const choose = (part: { from?: number | null; to?: number | null }): void => {
    const [a, b] = [part.from ?? from, part.to ?? to]
    if (a !== from || b !== to) onChange({ from: a, to: b })
  }
  return (
    <Card size="small" title={t('compare.title')}>
      {latest === 1 ? (
        <Nothing title={t('compare.nothing')} hint={t('compare.nothingHint')} />
      ) : (
        <Flex vertical gap="middle">
          <Flex gap="small" align="center" wrap>
            <Typography.Text>{t('compare.from')}</Typography.Text>
            <InputNumber
              min={1}
              max={latest}
              precision={0}
              value={from}
              aria-label={t('compare.from')}
              onChange={(value) => choose({ from: value })}
            />
            <Typography.Text>{t('compare.to')}</Typography.Text>
            <InputNumber
              min={1}
              max={latest}
              precision={0}
              value={to}
              aria-label={t('compare.to')}
              onChange={(value) => choose({ to: value })}
            />
          </Flex>
          <Loaded query={diff} rows={2}>
            {(found) => <DiffView diff={found} />}
          </Loaded>
        </Flex>
      )}
    </Card>
  )
}
