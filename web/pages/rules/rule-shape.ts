/** What a rule may ask for, as GET /v1/rules names it. */
export const SIGNALS = [
  'eligible',
  'cta_not_clicked',
  'no_order',
  'repeated_question',
  'fsm_stalled',
  'long_silence',
  'no_conversion',
  'repeat_while_stalled',
  'low_confidence',
  'negative_feedback',
] as const
export type Signal = (typeof SIGNALS)[number]

export interface Rule {
  reason: string
  all: Signal[]
  enabled: boolean
  note: string | null
}

export interface Thresholds {
  order_intents: string[]
  no_objection: string[]
  price_words_zh: string[]
  price_words_en: string[]
  high_confidence: number
  click_window_ms: number
}

export interface ThresholdChange {
  name: keyof Thresholds
  before: number | null
  after: number | null
  added: string[]
  removed: string[]
}

/** The difference of two tables, in the form of GET /v1/rules/diff. */
export interface TableDiff {
  added: Rule[]
  removed: Rule[]
  changed: { reason: string; before: Rule; after: Rule }[]
  reordered: boolean
  thresholds: ThresholdChange[]
}
