import { Card, Flex, Segmented, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { PairMap } from './PairMap.tsx'
import { WorthTable } from './WorthTable.tsx'
import type { View, WorthAnswer } from './worth.ts'

interface PairsCardProps {
  readonly answer: WorthAnswer
  readonly shape: View['pairs']
  readonly onShape: (shape: View['pairs']) => void
}

/** Each two signals that are true together: at a glance, or line by line. */
export function PairsCard({ answer, shape, onShape }: PairsCardProps) {
  const { t } = useTranslation('signals')
  const pairs = answer.worth.filter(({ kind }) => kind === 'pair')
  return (
    <Card
      size="small"
      title={t('pairs.title')}
      extra={
        <Segmented<View['pairs']>
          size="small"
          aria-label={t('pairs.shape')}
          value={shape}
          onChange={onShape}
          options={(['map', 'list'] as const).map((each) => ({ value: each, label: t(`pairs.${each}`) }))}
        />
      }
    >
      {shape === 'map' ? (
        <Flex vertical gap="small">
          <Typography.Text type="secondary">{t('pairs.about')}</Typography.Text>
          <PairMap worth={answer.worth} />
        </Flex>
      ) : (
        <WorthTable
          lines={pairs.filter(({ judged }) => judged > 0)}
          base={answer.base.rate?.estimate}
          showKind={false}
          pageSize={20}
        />
      )}
    </Card>
  )
}
