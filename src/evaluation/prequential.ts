import type { ShadowStep } from '../training/shadow.ts'
import { type Difference, differenceOf } from './compare.ts'
import { isRight, type Judgement, type Rate, rateOf } from './score.ts'

/** How a shadow did on labels before it learned them: each is a test that it had not seen. */
export interface Prequential {
  /** All labels of the window. */
  readonly shadow: Rate
  /** Those on which a model answered: what was served, and the shadow beside it. */
  readonly live: Rate
  readonly shadowBesideLive: Rate
  /** Shadow less live on those. null = there is none. */
  readonly difference: Difference | null
}

const RESAMPLES = 500
const NOWHERE = { language: 'none', length: 'none', channel: 'none', assistant: 'none' }

/**
 * Accuracy before learning, with intervals that count conversations.
 *
 * @param steps of one shadow, in order
 * Source: A. P. Dawid, Present Position and Potential Developments: The Prequential Approach, JRSS A 147 (1984).
 */
export function prequential(steps: readonly ShadowStep[]): Prequential {
  const served = steps.filter((step) => step.live !== null)
  const beside = served.map((step) => judgement(step, step.predicted))
  const live = served.map((step) => judgement(step, step.live!))
  const pairs = beside.map((is, i) => ({ was: live[i]!, is }))
  return {
    shadow: rateOf(
      steps.map((step) => judgement(step, step.predicted)),
      isRight,
    ),
    live: rateOf(live, isRight),
    shadowBesideLive: rateOf(beside, isRight),
    difference: pairs.length === 0 ? null : differenceOf(pairs, RESAMPLES),
  }
}

const judgement = (step: ShadowStep, label: string): Judgement => ({
  itemId: String(step.step),
  truth: step.label,
  label,
  confidence: step.confidence,
  cluster: step.conversationId,
  protected: false,
  segments: NOWHERE,
})
