import type { Estimate } from '../../stats/bootstrap.ts'

interface Found {
  readonly precision: Estimate | null
  readonly recall: Estimate | null
}
interface Report {
  readonly verdicts: number
  readonly at_fault: number
  readonly base_rate: number
  readonly auc: Estimate | null
  readonly ece: number | null
  readonly at_budget: {
    readonly share: number
    readonly rules: Found
    readonly learned: Found
    readonly difference: Found
  } | null
}
interface Change {
  readonly model_id: string | null
  readonly who: string
  readonly why: string
}
export interface RunLine {
  readonly run_id: string
  readonly state: string
  readonly model_id: string | null
  readonly error: { readonly code: string; readonly message: string } | null
}

/** GET /v1/faults/model, as far as people read it here. */
interface Status {
  readonly in_charge: {
    readonly by: 'rules' | 'learned'
    readonly model_id: string | null
    readonly problem: string | null
    readonly threshold: number | null
    readonly since: Change | null
  }
  readonly automatic: { readonly on: boolean; readonly least_verdicts: number; readonly new_verdicts: number }
  readonly models: readonly { readonly model_id: string; readonly verdicts: number; readonly at_fault: number }[]
  readonly runs: readonly RunLine[]
}

const number = (value: number): string => value.toFixed(3)
const estimate = (value: Estimate | null): string =>
  value === null
    ? 'nothing can be said yet'
    : `${number(value.estimate)} (${number(value.low)} to ${number(value.high)})`

const named = (model: string | null): string => model ?? 'the rule table'

export function statusLines({ in_charge, automatic, models, runs }: Status): string {
  const { model_id, problem, threshold, since } = in_charge
  const why = since === null ? '' : `, by ${since.who}: ${since.why}`
  const [run] = runs
  return [
    `in charge of admission: ${named(model_id)}${why}`,
    ...(problem === null ? [] : [`  it cannot be read, so the rule table decides: ${problem}`]),
    ...(threshold === null ? [] : [`  admits from a chance of ${number(threshold)} on, also where no rule flags`]),
    `trained ${automatic.on ? `by itself, with ${automatic.least_verdicts} new verdicts` : 'by a person'}; ${automatic.new_verdicts} new verdicts`,
    ...(run === undefined ? [] : [`last training ${runLines(run).trimEnd()}`]),
    ...models.map((model) => `${model.model_id}  ${model.verdicts} verdicts, ${model.at_fault} at fault`),
    '',
  ].join('\n')
}

export const runLines = ({ run_id, state, model_id, error }: RunLine): string =>
  `${run_id}: ${state}${model_id === null ? '' : `, model ${model_id}`}${error === null ? '' : ` (${error.message})`}\n`

export function comparisonLines(answer: {
  readonly model_id: string | null
  readonly held_out: Report | null
  readonly since: Report | null
}): string {
  if (answer.model_id === null) return 'No fault model was trained yet: salesloop faults train\n'
  return [
    answer.model_id,
    ...reportLines('on the verdicts that it learned from, each unseen', answer.held_out),
    ...reportLines('on verdicts since', answer.since),
    '',
  ].join('\n')
}

function reportLines(title: string, report: Report | null): string[] {
  if (report === null) return [`${title}: none yet`]
  const { verdicts, at_fault, base_rate, auc, ece, at_budget } = report
  const head = `${title}: ${verdicts}, ${at_fault} at fault; base rate ${number(base_rate)}`
  const quality = `  AUC ${estimate(auc)}, calibration error ${ece === null ? 'unknown' : number(ece)}`
  if (at_budget === null)
    return [head, quality, '  nothing to compare: the rules flag nothing, or nobody found a fault']
  const rows = (['precision', 'recall'] as const).map(
    (figure) =>
      `  ${figure.padEnd(9)} rules ${estimate(at_budget.rules[figure])}, learned ${estimate(at_budget.learned[figure])}, difference ${estimate(at_budget.difference[figure])}`,
  )
  return [head, quality, `  reviewing ${(100 * at_budget.share).toFixed(1)} % of conversations:`, ...rows]
}

export const chargeLines = ({ charge }: { readonly charge: Change }): string =>
  `${named(charge.model_id)} is in charge of admission from now on (${charge.who}: ${charge.why})\n`
