import { Alert, Flex } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import { adviceValues, reasonValues } from './advice-values.ts'
import type { Experiment } from './answers.ts'
import { useFigureName } from './figures.ts'

const TYPES = { good: 'success', wait: 'info', act: 'warning' } as const

/** The one sentence that says what was decided or is to be done, and why: the figures that it rests on. */
export function AdviceLine({ experiment, children }: { experiment: Experiment; children?: ReactNode }) {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const nameOf = useFigureName()
  const { decision } = experiment
  return (
    <Alert
      type={TYPES[decision.tone]}
      showIcon
      title={t(`advice.${decision.code}`, { ...adviceValues(decision, format, nameOf) })}
      description={
        <Flex vertical gap={2}>
          {decision.because.length > 0 && (
            <details>
              <summary>{t('because.title')}</summary>
              {decision.because.map((each) => (
                <div key={each.figure}>{t(`because.${each.says}`, reasonValues(each, format, nameOf))}</div>
              ))}
            </details>
          )}
          {children}
        </Flex>
      }
    />
  )
}
