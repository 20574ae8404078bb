import { MOST_IN_BOTH } from '../experiments/exposure-check.ts'
import { DEFAULT_CAP, FIGURE_FORMS, type Guarded } from '../experiments/figure.ts'
import { absoluteMargin, type Guardrail } from '../experiments/guardrail.ts'

/** One step of a ramp. */
export interface Stage {
  /** Share of users that the canary answers, in (0, 1). */
  readonly share: number
  readonly leastMs: number
  /** Mature users that each arm needs before anything is decided. */
  readonly leastUsers: number
  /** Margins that differ from the ramp's in this stage. */
  readonly margins?: Partial<Readonly<Record<Guarded, Guardrail['margin']>>> | undefined
}

/** How a candidate comes to everybody. Data, kept with each canary as it was when it began: nobody moves the goal on the way. */
export interface RampPolicy {
  /** Advances by itself; else somebody orders it. Guardrails take a canary back either way. */
  readonly automatic: boolean
  readonly stages: readonly Stage[]
  readonly guardrails: readonly Guardrail[]
  /** Share of users whom both arms may have answered, and of conversations answered by another arm than was drawn; above, nothing advances. */
  readonly mostInBoth?: number | undefined
  /** The question is whether the canary is better, in one figure named beforehand; left out = whether it is harmless. */
  readonly trial?: Trial | undefined
}

/** An experiment at one share for its whole time: its only stage's `leastMs`. */
export interface Trial {
  readonly figure: Guarded
}

/** Who has to agree besides the one who asks. */
export interface ApprovalPolicy {
  /** Steps that wait for it. */
  readonly before: readonly ('canary' | 'live')[]
  /** Names of keys (without keys: of people) that may approve; none = anybody with the scope `admin`. */
  readonly approvers: readonly string[]
}

export interface ReleasePolicy {
  readonly ramp: RampPolicy
  readonly approval: ApprovalPolicy
}

const HOUR_MS = 3_600_000
const guardrail = (
  figure: Guarded,
  margin: Guardrail['margin'],
  typical: number,
  more: Partial<Pick<Guardrail, 'holds' | 'cap' | 'deviation'>> = {},
): Guardrail => ({ figure, worse: FIGURE_FORMS[figure].worse, margin, typical, holds: true, ...more })

/** How each figure is guarded where nothing else is said; the money is a mid-priced shop's, and every shop sets its own. */
export const usualGuardrails: Readonly<Record<Guarded, Guardrail>> = {
  conversion: guardrail('conversion', { relative: 0.1 }, 0.2),
  value_per_conversation: guardrail('value_per_conversation', { relative: 0.15 }, 60, {
    holds: false,
    cap: DEFAULT_CAP,
    deviation: 200,
  }),
  click_through: guardrail('click_through', { relative: 0.1 }, 0.3),
  completion: guardrail('completion', { absolute: 0.05 }, 0.6),
  repeated_questions: guardrail('repeated_questions', { absolute: 0.03 }, 0.1),
  satisfaction_mean: guardrail('satisfaction_mean', { absolute: 0.3 }, 4, { holds: false, deviation: 1.1 }),
  satisfaction_4_or_5: guardrail('satisfaction_4_or_5', { absolute: 0.1 }, 0.7, { holds: false }),
  negative_feedback: guardrail('negative_feedback', { absolute: 0.03 }, 0.05, { holds: false }),
  hand_over: guardrail('hand_over', { absolute: 0.03 }, 0.1),
  errors: guardrail('errors', { absolute: 0.01 }, 0.005),
  failure_rate: guardrail('failure_rate', { absolute: 0.1 }, 0.2, { holds: false }),
}

/** The share of good ratings says nothing that their mean does not. */
const USUAL_FIGURES = Object.values(usualGuardrails).filter(({ figure }) => figure !== 'satisfaction_4_or_5')

export const defaultPolicy: ReleasePolicy = {
  ramp: {
    automatic: true,
    stages: [
      { share: 0.05, leastMs: 24 * HOUR_MS, leastUsers: 200 },
      { share: 0.25, leastMs: 24 * HOUR_MS, leastUsers: 500 },
      { share: 0.5, leastMs: 24 * HOUR_MS, leastUsers: 1000 },
    ],
    guardrails: USUAL_FIGURES,
    mostInBoth: MOST_IN_BOTH,
  },
  approval: { before: [], approvers: [] },
}

/** Chance, over a whole ramp without restarts, that a canary which loses nothing is taken back. */
export const FALSE_ROLLBACK = 0.05
/** Chance that a loss at the margin ever passes a stage. */
export const FALSE_ADVANCE = 0.05

/** Of a ramp's chance of a false alarm each figure in each stage gets the same part. */
export const lossAlpha = ({ stages, guardrails }: RampPolicy): number =>
  FALSE_ROLLBACK / Math.max(1, stages.length * guardrails.length)

/** From here on a level is as good as none. */
const MOST_HALVINGS = 40

/**
 * Levels of the tests of a stage. A stage that begins anew is another chance to err, so that each restart of a canary halves
 * them: 1 + 1/2 + 1/4 + … stays below 2, and over all restarts each chance is at most twice what it is without any.
 */
export function levelsAt(ramp: RampPolicy, restarts: number): { readonly alpha: number; readonly lossAlpha: number } {
  const part = 0.5 ** Math.min(restarts, MOST_HALVINGS)
  return { alpha: part * FALSE_ADVANCE, lossAlpha: part * lossAlpha(ramp) }
}

/** The stage that a share belongs to: the last one whose share is reached. */
export const stageAt = ({ stages }: RampPolicy, share: number): Stage =>
  stages.findLast((stage) => stage.share <= share) ?? stages[0]!

export const nextShare = ({ stages }: RampPolicy, share: number): number =>
  stages.find((stage) => stage.share > share)?.share ?? 1

export const guardrailsAt = ({ guardrails }: RampPolicy, stage: Stage): Guardrail[] =>
  guardrails.map((each) => ({ ...each, margin: stage.margins?.[each.figure] ?? each.margin }))

/** Does the first ask for less than the second does, anywhere? Margins are compared at the rates that the second expects. */
export function isLooser(asked: RampPolicy, usual: RampPolicy): boolean {
  if ((asked.mostInBoth ?? MOST_IN_BOTH) > (usual.mostInBoth ?? MOST_IN_BOTH)) return true
  if (
    [0, ...asked.stages.map((stage) => stage.share)].some((share) => nextShare(asked, share) > nextShare(usual, share))
  ) {
    return true
  }
  if (asked.stages.some((stage) => stage.leastUsers < stageAt(usual, stage.share).leastUsers)) return true
  if (asked.stages.some((stage) => stage.leastMs < stageAt(usual, stage.share).leastMs)) return true
  return asked.stages.some((stage) => {
    const then = guardrailsAt(asked, stage)
    return guardrailsAt(usual, stageAt(usual, stage.share)).some((each) => {
      const own = then.find(({ figure }) => figure === each.figure)
      if (own === undefined || (each.holds && !own.holds)) return true
      return absoluteMargin(own, each.typical) > absoluteMargin(each, each.typical) + 1e-12
    })
  })
}
