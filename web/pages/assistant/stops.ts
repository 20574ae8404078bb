export const STOPS = ['events', 'features', 'flagged', 'pool', 'label'] as const
export type StopName = (typeof STOPS)[number]

export const FEATURES = [
  'cta_not_clicked',
  'no_order',
  'repeated_question',
  'fsm_stalled',
  'long_silence',
  'no_conversion',
] as const

/** done: it is known. now: it is under way, and not known yet. later: it cannot have begun. */
export type StopState = 'done' | 'now' | 'later'

/** What the stops need of a conversation. */
export interface Travelled {
  readonly row: {
    readonly features: Readonly<Record<(typeof FEATURES)[number], boolean | null>>
    readonly flagged: boolean | null
  } | null
  readonly draw: { readonly selected: boolean } | null
  readonly sample: { readonly answers: number; readonly wanted: number } | null
}

/** How far a conversation has come. @param seen null = the loop has not seen it yet */
export function stopsOf(accepted: number, seen: Travelled | null): Readonly<Record<StopName, StopState>> {
  const row = seen?.row ?? null
  const known = row !== null && FEATURES.every((feature) => row.features[feature] !== null)
  const flagged = row === null ? 'later' : row.flagged === null ? 'now' : 'done'
  const { draw, sample } = seen ?? { draw: null, sample: null }
  return {
    events: accepted > 0 ? 'done' : 'now',
    features: row === null ? 'later' : known ? 'done' : 'now',
    flagged,
    pool: draw !== null ? 'done' : flagged === 'done' ? 'now' : 'later',
    label: sample === null ? 'later' : sample.answers >= sample.wanted ? 'done' : 'now',
  }
}
