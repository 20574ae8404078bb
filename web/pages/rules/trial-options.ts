/** What is tried out beside the table; null = as it is. */
export interface TrialOptions {
  /** Threshold of low confidence, in steps of 0.01. */
  readonly low: number | null
  /** Reviews wanted in one window of the sampling policy. */
  readonly budget: number | null
  /** Inclusion probability of an unflagged conversation. */
  readonly control: number | null
}

const LIMITS = { low: [0.01, 1], budget: [1, 1e6], control: [0.0001, 1] } as const

/** The options of an address; what makes no sense is left out. */
export function optionsOf(search: URLSearchParams): TrialOptions {
  const read = (name: keyof TrialOptions): number | null => {
    const [least, most] = LIMITS[name]
    const text = search.get(name)
    const value = Number(text)
    return text !== null && text !== '' && value >= least && value <= most ? value : null
  }
  const low = read('low')
  return { low: low === null ? null : Math.round(low * 100) / 100, budget: read('budget'), control: read('control') }
}

export const isTried = ({ low, budget, control }: TrialOptions): boolean =>
  low !== null || budget !== null || control !== null
