import { LoopError } from '../errors/loop-error.ts'
import { absoluteMargin, GUARDED, type Guarded, type Guardrail } from '../experiments/guardrail.ts'

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
const lower = (figure: Guarded, margin: Guardrail['margin'], typical: number): Guardrail => ({
  figure,
  worse: 'lower',
  margin,
  typical,
  holds: true,
})
const higher = (figure: Guarded, absolute: number, typical: number, holds = true): Guardrail => ({
  figure,
  worse: 'higher',
  margin: { absolute },
  typical,
  holds,
})

export const defaultPolicy: ReleasePolicy = {
  ramp: {
    automatic: true,
    stages: [
      { share: 0.05, leastMs: 24 * HOUR_MS, leastUsers: 200 },
      { share: 0.25, leastMs: 24 * HOUR_MS, leastUsers: 500 },
      { share: 0.5, leastMs: 24 * HOUR_MS, leastUsers: 1000 },
    ],
    guardrails: [
      lower('conversion', { relative: 0.1 }, 0.2),
      lower('click_through', { relative: 0.1 }, 0.3),
      lower('completion', { absolute: 0.05 }, 0.6),
      higher('repeated_questions', 0.03, 0.1),
      higher('hand_over', 0.03, 0.1),
      higher('errors', 0.01, 0.005),
      higher('failure_rate', 0.1, 0.2, false),
    ],
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

/** Throws LOOP_BAD_RAMP. */
export function checkedRamp(ramp: RampPolicy): RampPolicy {
  const shares = ramp.stages.map((stage) => stage.share)
  if (shares.length === 0) throw bad('it has no stage. Give at least one, such as {"share": 0.05}.')
  if (shares.some((share, i) => !(share > 0 && share < 1) || share <= (shares[i - 1] ?? 0))) {
    throw bad(`its shares are ${shares.join(', ')}. They must grow from stage to stage, all above 0 and below 1.`)
  }
  const figures = ramp.guardrails.map((each) => each.figure)
  const twice = figures.find((figure, i) => figures.indexOf(figure) !== i)
  if (twice !== undefined) throw bad(`it names ${twice} twice. Give each of ${GUARDED.join(', ')} once at most.`)
  const unheard = ramp.guardrails.find(({ typical }) => !(typical > 0 && typical < 1))
  if (unheard !== undefined) {
    throw bad(
      `it expects a rate of ${unheard.typical} for ${unheard.figure}, and nothing can be tuned for that. Give one above 0 and below 1, such as 0.005.`,
    )
  }
  if (!ramp.guardrails.some((each) => each.holds)) {
    throw bad('no figure holds it back, so that nothing would have to be shown. Give at least one with "holds": true.')
  }
  return ramp
}

const bad = (why: string): LoopError => new LoopError('LOOP_BAD_RAMP', `This ramp cannot be run: ${why}`)
