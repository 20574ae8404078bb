import type { ConversationFacts } from '../features/row.ts'
import type { SamplingPolicy } from './sampling-policy.ts'

/** Between certain and unsure, for a conversation whose models gave no confidence. */
const UNKNOWN = 0.5

/**
 * How much a review of this conversation promises to teach, in [0, 1]: the doubt of its least certain prediction.
 *
 * Source: least-confidence sampling, B. Settles, Active Learning Literature Survey (2009), section 3.1.
 */
export function priorityOf(facts: Pick<ConversationFacts, 'leastConfidence'>): number {
  return facts.leastConfidence === null ? UNKNOWN : Math.min(1, Math.max(0, 1 - facts.leastConfidence))
}

/**
 * A learned probability tells a fault from none far better than the doubt of a single prediction, so it may raise and lower more. The
 * floor keeps every weight within twenty times the least.
 */
const LEARNED_EMPHASIS: SamplingPolicy['emphasis'] = { floor: 0.05, power: 2 }

/** The factor by which a priority raises a probability, in [floor, 1]. */
export function emphasis(priority: number, policy: Pick<SamplingPolicy, 'emphasis' | 'learned'>): number {
  const { floor, power } = policy.learned ? LEARNED_EMPHASIS : policy.emphasis
  return floor + (1 - floor) * priority ** power
}
