import { FEATURE_NAMES } from '../features/row.ts'
import type { PoolSample } from '../pool/sample.ts'
import { hashUnit } from '../stats/random.ts'

/** Share of the samples that nobody sees predictions of: against them it is measured how far the others are led. */
export const BLIND_SHARE = 0.1

/** Does this sample stay blind for good? The same for every annotator and every lease of it. */
export const staysBlind = (sampleId: string): boolean => hashUnit('stays blind', sampleId) < BLIND_SHARE

/** The reason that tells of a model's doubt, and so of its prediction. */
const DOUBT = 'low_confidence'
const FEATURES: ReadonlySet<string> = new Set(FEATURE_NAMES)

/**
 * Reasons and evidence without what tells of a prediction: the models' doubt, and the clues of the suspect table, half of
 * which compare readings.
 */
export function withoutPredictions<S extends Pick<PoolSample, 'reasons' | 'evidence'>>(sample: S): S {
  const reasons = sample.reasons.filter((reason) => reason !== DOUBT)
  const kept = Object.entries(sample.evidence).filter(([name]) => FEATURES.has(name) || reasons.includes(name))
  return { ...sample, reasons, evidence: Object.fromEntries(kept) }
}
