import { LoopError } from '../errors/loop-error.ts'
import { FIGURE_FORMS, GUARDED, rangeOf } from '../experiments/figure.ts'
import type { Guardrail } from '../experiments/guardrail.ts'
import type { RampPolicy } from './ramp-policy.ts'

/** A ramp that can be run, or why not. Throws LOOP_BAD_RAMP. */
export function checkedRamp(ramp: RampPolicy): RampPolicy {
  const shares = ramp.stages.map((stage) => stage.share)
  if (shares.length === 0) throw bad('it has no stage. Give at least one, such as {"share": 0.05}.')
  if (shares.some((share, i) => !(share > 0 && share < 1) || share <= (shares[i - 1] ?? 0))) {
    throw bad(`its shares are ${shares.join(', ')}. They must grow from stage to stage, all above 0 and below 1.`)
  }
  const figures = ramp.guardrails.map((each) => each.figure)
  const twice = figures.find((figure, i) => figures.indexOf(figure) !== i)
  if (twice !== undefined) throw bad(`it names ${twice} twice. Give each of ${GUARDED.join(', ')} once at most.`)
  for (const each of ramp.guardrails) refuseUntold(each)
  for (const { margins = {} } of ramp.stages) {
    for (const each of ramp.guardrails) refuseMargin({ ...each, margin: margins[each.figure] ?? each.margin })
  }
  refuseTrial(ramp)
  if (ramp.trial === undefined && !ramp.guardrails.some((each) => each.holds)) {
    throw bad('no figure holds it back, so that nothing would have to be shown. Give at least one with "holds": true.')
  }
  return ramp
}

/** Figures for which nothing can be tuned. */
function refuseUntold(guardrail: Guardrail): void {
  const { figure, typical, deviation, cap } = guardrail
  const { low, high } = rangeOf(guardrail)
  if (cap !== undefined && FIGURE_FORMS[figure].unit !== 'money') {
    throw bad(`it caps ${figure}, and only money is capped. Leave "cap" out.`)
  }
  if (!(typical > low && typical < high)) {
    throw bad(
      `it expects ${typical} for ${figure}, and nothing can be tuned for that. Give a value above ${low} and below ${high}, such as ${FIGURE_FORMS[figure].unit === 'share' ? 0.005 : low + (high - low) / 4}.`,
    )
  }
  if (deviation !== undefined && !(deviation > 0 && deviation <= high - low)) {
    throw bad(`it expects values of ${figure} to differ by ${deviation}. Give above 0 and at most ${high - low}.`)
  }
  refuseMargin(guardrail)
}

/** Margins in which a figure cannot be measured. */
function refuseMargin(guardrail: Guardrail): void {
  const { figure, margin } = guardrail
  const { low, high } = rangeOf(guardrail)
  if ('absolute' in margin && !(margin.absolute > 0 && margin.absolute <= high - low)) {
    throw bad(`its margin of ${figure} is ${margin.absolute}. Give above 0 and at most ${high - low}.`)
  }
  if ('relative' in margin && low !== 0) {
    throw bad(
      `its margin of ${figure} is a share, and stars begin at ${low}. Give it in stars, such as {"absolute": 0.3}.`,
    )
  }
}

/** The question "is it better?" needs one share for all of its time, and the figure that answers it among the guarded ones. */
function refuseTrial({ trial, stages, guardrails }: RampPolicy): void {
  if (trial === undefined) return
  if (stages.length !== 1) {
    throw bad(
      `it asks whether the canary is better, and has ${stages.length} stages. Give one, held for the whole time.`,
    )
  }
  if (!guardrails.some(({ figure }) => figure === trial.figure)) {
    throw bad(`it asks about ${trial.figure}, which is not among its figures. Add it to "guardrails".`)
  }
}

const bad = (why: string): LoopError => new LoopError('LOOP_BAD_RAMP', `This ramp cannot be run: ${why}`)
