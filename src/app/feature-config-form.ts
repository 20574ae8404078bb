import { z } from 'zod'

const MINUTE = 60_000
const YEAR = 365 * 24 * 60 * MINUTE
const Window = z.int().min(MINUTE).max(YEAR)
const Words = z.array(z.string().min(1).max(200)).max(1000)
const Share = z.number().min(0).max(1)

/** What a configuration file may say; what it leaves out keeps its default. Durations are milliseconds. */
export const FeatureConfigForm = z.strictObject({
  click_window_ms: Window.optional(),
  silence_window_ms: Window.optional(),
  order_window_ms: Window.optional(),
  conversion_window_ms: Window.optional(),
  feedback_window_ms: Window.optional(),
  idle_gap_ms: Window.optional(),
  grace_ms: z.int().min(0).max(YEAR).optional(),
  late_chat_ms: Window.optional(),
  late_outcome_ms: Window.optional(),
  cart_counts_for_order: z.boolean().optional(),
  cart_counts_for_conversion: z.boolean().optional(),
  repeat_reach: z.int().min(1).max(50).optional(),
  stalled_rounds: z.int().min(1).max(100).optional(),
  fsm_stalled_enabled: z.boolean().optional(),
  terminal_states: Words.optional(),
  soft_end_reasons: Words.optional(),
  low_confidence: Share.optional(),
  negative_labels: Words.optional(),
  negative_ratings: z.tuple([z.number().min(1).max(5), z.number().min(1).max(5)]).optional(),
  question: z
    .strictObject({
      text_limit: z.int().min(1).max(65_536).optional(),
      normal_limit: z.int().min(1).max(1024).optional(),
      least_han: z.int().min(2).max(512).optional(),
      least_other: z.int().min(2).max(512).optional(),
      similarity: z
        .strictObject({ numerator: z.int().min(0).max(1000), denominator: z.int().min(1).max(1000) })
        .optional(),
      acknowledgements: Words.optional(),
      measure: z.strictObject({ file: z.string().min(1), threshold: Share.optional() }).optional(),
    })
    .optional(),
})

export type FeatureConfigFile = z.infer<typeof FeatureConfigForm>
