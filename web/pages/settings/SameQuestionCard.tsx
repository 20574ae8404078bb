import { Alert, Card, Descriptions, Flex, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import type { FeatureConfig } from './settings-api.ts'

type Learned = Extract<FeatureConfig['measure'], { kind: 'learned' }>

/** Which measure decides, from which threshold on, and what it reaches. */
export function SameQuestionCard({ config: { measure, config_hash, own, since } }: { config: FeatureConfig }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const learned = measure.kind === 'learned'
  const bound = learned ? measure.threshold : measure.numerator / measure.denominator
  return (
    <Card size="small" title={t('same.title')} extra={<Tag>{t(`same.kinds.${measure.kind}`)}</Tag>}>
      <Flex vertical gap="middle">
        <span>{t('same.about')}</span>
        {!own && <Alert type="warning" showIcon title={t('same.replaced')} description={t('same.replacedHint')} />}
        <Descriptions
          size="small"
          column={{ xs: 1, md: 2 }}
          items={[
            { key: 'measure', label: t('same.measure'), children: t(`same.measures.${measure.kind}`) },
            {
              key: 'threshold',
              label: t('same.threshold'),
              children: t(`same.from.${measure.kind}`, { bound: format.number(bound, 3) }),
            },
            { key: 'hash', label: t('same.hash'), children: <code>{config_hash}</code> },
            {
              key: 'since',
              label: t('same.since'),
              children: since === null ? t('same.notYet') : since === 0 ? t('same.always') : format.instant(since),
            },
            ...(learned
              ? [
                  {
                    key: 'weights',
                    label: t('same.weights'),
                    children: (
                      <Typography.Text copyable={{ text: measure.weights }}>
                        <code>{measure.weights.slice(0, 16)}</code>
                      </Typography.Text>
                    ),
                  },
                ]
              : []),
          ]}
        />
        {learned ? <LearnedFigures measure={measure} /> : <span>{t('same.bigramsHint')}</span>}
      </Flex>
    </Card>
  )
}

/** Figures hold at the threshold that the training chose: with another one, they are of another measure. */
function LearnedFigures({ measure }: { measure: Learned }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const moved = measure.threshold !== measure.trained_threshold
  return (
    <Flex vertical gap="small">
      <Typography.Text type="secondary">
        {t('same.learnedFrom', {
          count: measure.pairs,
          pairs: format.number(measure.pairs),
          same: format.number(measure.same),
        })}{' '}
        {measure.least_precision === null
          ? t('same.chosenF1')
          : t('same.chosenPrecision', { least: format.percent(measure.least_precision) })}
      </Typography.Text>
      <Flex wrap gap="large">
        {(['f1', 'precision', 'recall'] as const).map((name) => (
          <Flex key={name} vertical>
            <Typography.Text type="secondary">{t(`same.figures.${name}`)}</Typography.Text>
            <Estimate estimate={measure[name].value} low={measure[name].low} high={measure[name].high} large />
          </Flex>
        ))}
      </Flex>
      {moved && (
        <Alert
          type="info"
          showIcon
          title={t('same.moved', {
            own: format.number(measure.threshold, 3),
            trained: format.number(measure.trained_threshold, 3),
          })}
        />
      )}
    </Flex>
  )
}
