/** What an agreement figure says, in one word; the words for people are in the language files. */
export type Reading = 'none' | 'few' | 'unclear' | 'poor' | 'tentative' | 'good'

export interface Figure {
  /** Krippendorff's alpha or Cohen's kappa; null = nothing can be said. */
  readonly value: number | null
  readonly low: number
  readonly high: number
  /** Things that two or more people judged. */
  readonly units: number
}

/** Fewer say little, however far they agree. */
export const LEAST_UNITS = 30
/** K. Krippendorff, Content Analysis (2004), chapter 11: reliable from here, tentative conclusions from there. */
export const GOOD = 0.8
export const TENTATIVE = 0.667

/** Reads the whole interval, not the estimate alone. */
export function readingOf({ value, low, high, units }: Figure): Reading {
  if (value === null) return 'none'
  if (units < LEAST_UNITS) return 'few'
  if (low >= GOOD) return 'good'
  if (low >= TENTATIVE) return 'tentative'
  return high < TENTATIVE ? 'poor' : 'unclear'
}
