import type { Ternary } from '../events/event.ts'
import type { FeatureConfig } from './config.ts'
import type { Reference } from './reference.ts'

/** The predictions of a conversation's assistant messages up to its end. */
export interface Confidences {
  /** Least usable confidence, NaN without one. */
  least: number
  /** First message whose least confidence is low. */
  low: Reference | null
}

export const newConfidences = (): Confidences => ({ least: Number.NaN, low: null })

/** Takes the next assistant message in order; `confidence` is the lower of its usable ones, NaN without one. */
export function predicted(confidences: Confidences, confidence: number, at: Reference, config: FeatureConfig): void {
  if (!(confidence >= confidences.least)) confidences.least = Number.isNaN(confidence) ? confidences.least : confidence
  if (confidence < config.lowConfidence) confidences.low ??= at
}

/**
 * Was a model unsure?
 *
 * @returns true as soon as a confidence was low, false when closed without one, else null
 * Source: assistant_message; spec/features.md, section 6.
 */
export const lowConfidence = (confidences: Confidences, closed: boolean): Ternary =>
  confidences.low !== null ? true : closed ? false : null
