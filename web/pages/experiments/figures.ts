import { useTranslation } from 'react-i18next'
import { differenceOf } from '../../parts/figure-units.ts'
import { useFormat } from '../../parts/format.ts'
import { shownLosses } from '../../parts/shown-losses.ts'
import type { Entry, Figure, FigureName } from './answers.ts'

/** What a release is for stands apart from what it must not harm: of the first, less is worse. */
export const isOutcome = ({ worse }: Pick<Figure, 'worse'>): boolean => worse === 'lower'

const NAMES: readonly FigureName[] = [
  ...(['conversion', 'value_per_conversation', 'click_through', 'completion', 'repeated_questions'] as const),
  ...(['satisfaction_mean', 'satisfaction_4_or_5', 'negative_feedback'] as const),
  ...(['hand_over', 'failure_rate', 'errors'] as const),
]

/** Names a figure; an unknown one stays as it is. */
export function useFigureName(): (figure: string) => string {
  const { t } = useTranslation('experiments')
  return (figure) => {
    const known = NAMES.find((name) => name === figure)
    return known === undefined ? figure : t(`figure.${known}`)
  }
}

/** Why a step was taken, in the reader's language where the loop itself took it; else as a person wrote it. */
export function useReason(): (entry: Pick<Entry, 'who' | 'why' | 'check'>) => string {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const nameOf = useFigureName()
  return ({ who, why, check }) => {
    if (who === 'ramp') return t('rampWhy')
    const losses = who === 'guardrail' ? shownLosses(check) : []
    if (losses.length === 0) return why
    const lines = losses.map(({ figure, difference: { estimate, low, high }, unit = 'share' }) =>
      t('guardrailWhy', {
        figure: nameOf(figure),
        estimate: differenceOf(estimate, unit, null, format),
        low: differenceOf(low, unit, null, format),
        high: differenceOf(high, unit, null, format),
      }),
    )
    return lines.join(' ')
  }
}

/** Where the greatest loss that is borne lies on the axis of the difference; null = not known yet. */
export const marginAt = ({ margin, worse }: Pick<Figure, 'margin' | 'worse'>): number | null =>
  margin === null ? null : worse === 'lower' ? -margin : margin
