import { Descriptions } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import type { BundleDetail } from './answers.ts'

type ModelPart = NonNullable<BundleDetail['models']['intent']>

/** Everything that is released, and comes back, as one: models, calibration, thresholds, rules, phrases, policy. */
export function Contents({ bundle }: { bundle: BundleDetail }) {
  const { t } = useTranslation('models')
  const format = useFormat()
  const nameOf = useCodeName()
  const part = (found: { id: string; sha256: string } | null, none: string) =>
    found === null ? (
      none
    ) : (
      <>
        <IdText id={found.id} /> {t('contents.sha')} <IdText id={found.sha256} />
      </>
    )
  const models = Object.entries(bundle.models) as ['intent' | 'objection', ModelPart][]
  return (
    <Descriptions
      size="small"
      column={1}
      bordered
      styles={{ label: { width: 220 } }}
      items={[
        ...models.map(([task, model]) => ({
          key: task,
          label: t('contents.model', { task: nameOf('task', task) }),
          children: part(model, '–'),
        })),
        ...models.map(([task]) => ({
          key: `calibration ${task}`,
          label: t('contents.calibration', { task: nameOf('task', task) }),
          children: bundle.calibration[task] === undefined ? '–' : t('contents.temperature'),
        })),
        {
          key: 'threshold',
          label: t('contents.threshold'),
          children: t('contents.below', { share: format.percent(bundle.thresholds.low_confidence, 0) }),
        },
        { key: 'rules', label: t('column.rules'), children: <IdText id={bundle.rules} to="/rules" /> },
        { key: 'phrases', label: t('contents.phrases'), children: part(bundle.phrases, t('contents.ownPhrases')) },
        { key: 'policy', label: t('contents.policy'), children: part(bundle.policy, t('contents.ownPolicy')) },
        { key: 'fault', label: t('contents.admission'), children: part(bundle.fault, t('contents.byRules')) },
        { key: 'run', label: t('column.run'), children: <IdText id={bundle.run_id} to="/models?tab=training" /> },
      ]}
    />
  )
}
