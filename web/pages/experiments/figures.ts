import { useTranslation } from 'react-i18next'
import type { Figure, FigureName } from './answers.ts'

/** What a release is for stands apart from what it must not harm: of the first, less is worse. */
export const isOutcome = ({ worse }: Pick<Figure, 'worse'>): boolean => worse === 'lower'

const NAMES: readonly FigureName[] = [
  ...(['conversion', 'click_through', 'completion', 'repeated_questions'] as const),
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

/** Where the greatest loss that is borne lies on the axis of the difference; null = not known yet. */
export const marginAt = ({ margin, worse }: Pick<Figure, 'margin' | 'worse'>): number | null =>
  margin === null ? null : worse === 'lower' ? -margin : margin
