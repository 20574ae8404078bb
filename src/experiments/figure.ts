import { boundedMoments, type ClusterTotals, type Moments, rateMoments } from '../stats/moments.ts'

/**
 * Figures on which a canary is judged, as spec/metrics.md names and defines them; beside those `negative_feedback` (the share of
 * eligible conversations with one, once the feedback window is over) and `errors` (predictions that another bundle had to give).
 */
export const GUARDED = [
  'conversion',
  'value_per_conversation',
  'click_through',
  'completion',
  'repeated_questions',
  'satisfaction_mean',
  'satisfaction_4_or_5',
  'negative_feedback',
  'hand_over',
  'failure_rate',
  'errors',
] as const
export type Guarded = (typeof GUARDED)[number]

/** In what a figure is told: share of 1, money of one currency, stars of a rating. */
export type FigureUnit = 'share' | 'money' | 'stars'
export type Worse = 'lower' | 'higher'

interface FigureForm {
  readonly unit: FigureUnit
  /** Which way is worse. */
  readonly worse: Worse
}

const share = (worse: Worse): FigureForm => ({ unit: 'share', worse })

export const FIGURE_FORMS: Readonly<Record<Guarded, FigureForm>> = {
  conversion: share('lower'),
  value_per_conversation: { unit: 'money', worse: 'lower' },
  click_through: share('lower'),
  completion: share('lower'),
  repeated_questions: share('higher'),
  satisfaction_mean: { unit: 'stars', worse: 'lower' },
  satisfaction_4_or_5: share('lower'),
  negative_feedback: share('higher'),
  hand_over: share('higher'),
  failure_rate: share('higher'),
  errors: share('higher'),
}

/**
 * Values are counted in [0, 1] of this range: shares as they are, ratings from 1 to 5 stars, money up to its cap. What a
 * conversation brings above the cap counts as the cap, so that no single order decides; the cap is set before the experiment.
 */
export interface FigureRange {
  readonly low: number
  readonly high: number
}

export function rangeOf({ figure, cap }: { readonly figure: Guarded; readonly cap?: number | undefined }): FigureRange {
  const { unit } = FIGURE_FORMS[figure]
  if (unit === 'stars') return { low: 1, high: 5 }
  return { low: 0, high: unit === 'money' ? (cap ?? DEFAULT_CAP) : 1 }
}

/** Of an order's value where a policy names no cap. */
export const DEFAULT_CAP = 2000

/** Mean and noise of a figure counted in [0, 1]: of shares as rates, of the others as bounded means. */
export const momentsOf = (figure: Guarded, totals: ClusterTotals): Moments =>
  FIGURE_FORMS[figure].unit === 'share' ? rateMoments(totals) : boundedMoments(totals)
