import { Alert } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import { adviceOf } from './advice.ts'
import { adviceValues } from './advice-values.ts'
import type { Experiment } from './answers.ts'
import { useFigureName } from './figures.ts'

const TYPES = { good: 'success', wait: 'info', act: 'warning' } as const

/** The one sentence that says what to do. */
export function AdviceLine({ experiment, children }: { experiment: Experiment; children?: ReactNode }) {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const nameOf = useFigureName()
  const advice = adviceOf(experiment)
  return (
    <Alert
      type={TYPES[advice.tone]}
      showIcon
      title={t(`advice.${advice.key}`, { ...adviceValues(advice, format, nameOf) })}
      description={children}
    />
  )
}
