import { z } from 'zod'
import type { Admitted, BudgetComparison } from '../../evaluation/fault-comparison.ts'
import type { FaultReport } from '../../evaluation/fault-report.ts'
import type { FaultCharge, FaultModelRecord, FaultRun } from '../../training/fault-store.ts'

export const RunAnswer = z.object({
  run_id: z.string(),
  who: z.string().describe('Who ordered it; `loop` = the policy of the loop.'),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  requested_at: z.int(),
  started_at: z.int().nullable(),
  finished_at: z.int().nullable(),
  snapshot_id: z.string().nullable(),
  model_id: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})

export const ModelAnswer = z.object({
  model_id: z.string(),
  sha256: z.string().describe('Of its manifest, which holds those of its files.'),
  snapshot_id: z.string().describe('Which verdicts it learned from: ids and hashes, never a text.'),
  run_id: z.string(),
  made_at: z.int(),
  verdicts: z.int().describe('Judged conversations that it learned from.'),
  at_fault: z.int(),
  controls: z.int().describe('Of the control stratum: flagged by no rule.'),
  pushes: z
    .array(z.object({ input: z.string(), size: z.number(), towards: z.number() }))
    .describe(
      'What its scores rest on: mean size of the push in log odds, and the share of conversations that it pushes towards a fault.',
    ),
  turns: z
    .object({ turns: z.int(), verdicts: z.int(), learned: z.boolean() })
    .nullable()
    .describe('The part that says which turn failed, and where; null = no turn was judged.'),
})

export const ChargeAnswer = z.object({
  model_id: z.string().nullable().describe('null = the rule table.'),
  who: z.string(),
  recorded_by: z.string(),
  why: z.string(),
  at: z.int(),
  policy_version: z.int().describe('Version of the sampling policy from which on it holds.'),
})

const Estimate = z
  .object({ estimate: z.number(), low: z.number(), high: z.number() })
  .nullable()
  .describe('With its 95 % interval, clustered by user; null = nothing can be said.')
const Found = z.object({
  precision: Estimate.describe('Of what is reviewed, the weighted share in which a model was at fault.'),
  recall: Estimate.describe('Of all conversations in which a model was at fault, the weighted share that is reviewed.'),
})
const Comparison = z.object({
  share: z.number().describe('Conversations reviewed, of all: the same for both.'),
  rules: Found,
  learned: Found,
  difference: Found.describe('Learned less rules, on the same conversations.'),
})

export const ReportAnswer = z
  .object({
    verdicts: z.int(),
    at_fault: z.int(),
    controls: z.int(),
    base_rate: z.number().describe('Weighted share of all conversations in which a model was at fault.'),
    auc: Estimate,
    ece: z.number().nullable().describe('Debiased expected calibration error of the population.'),
    ece_high: z.number(),
    calibration: z.array(
      z.object({
        from: z.number(),
        to: z.number(),
        verdicts: z.int(),
        share: z.number(),
        probability: z.number().describe('Mean of the stated ones.'),
        observed: z.object({ estimate: z.number(), low: z.number(), high: z.number() }),
      }),
    ),
    at_budget: Comparison.nullable().describe(
      'At the review budget of the sampling policy, or all that the rules flag.',
    ),
    curve: z.array(Comparison).describe('At parts of what the rules flag, ascending.'),
  })
  .nullable()

export const toRun = (run: FaultRun): z.infer<typeof RunAnswer> => ({
  run_id: run.runId,
  who: run.who,
  state: run.state,
  requested_at: run.requestedAt,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
  snapshot_id: run.snapshot,
  model_id: run.model,
  error: run.error,
})

export const toModel = ({ figures, ...model }: FaultModelRecord): z.infer<typeof ModelAnswer> => ({
  model_id: model.id,
  sha256: model.sha256,
  snapshot_id: model.snapshot,
  run_id: model.runId,
  made_at: model.madeAt,
  verdicts: figures.verdicts,
  at_fault: figures.atFault,
  controls: figures.controls,
  pushes: [...figures.pushes],
  turns: figures.turns,
})

export const toCharge = (charge: FaultCharge): z.infer<typeof ChargeAnswer> => ({
  model_id: charge.model,
  who: charge.who,
  recorded_by: charge.recordedBy,
  why: charge.why,
  at: charge.at,
  policy_version: charge.policyVersion,
})

export const toReport = (report: FaultReport | null): z.infer<typeof ReportAnswer> =>
  report && {
    verdicts: report.verdicts,
    at_fault: report.atFault,
    controls: report.controls,
    base_rate: report.baseRate,
    auc: toEstimate(report.auc),
    ece: Number.isNaN(report.calibration.ece) ? null : report.calibration.ece,
    ece_high: report.calibration.eceHigh,
    calibration: report.calibration.bins.map(({ units, meanProbability, observed, low, high, ...bin }) => ({
      ...bin,
      verdicts: units,
      probability: meanProbability,
      observed: { estimate: observed, low, high },
    })),
    at_budget: report.atBudget && toComparison(report.atBudget),
    curve: report.curve.map(toComparison),
  }

const toComparison = ({ share, rules, learned, difference }: BudgetComparison): z.infer<typeof Comparison> => ({
  share,
  rules: toFound(rules),
  learned: toFound(learned),
  difference: toFound(difference),
})

const toFound = ({ precision, recall }: Admitted): z.infer<typeof Found> => ({
  precision: toEstimate(precision),
  recall: toEstimate(recall),
})

const toEstimate = ({ estimate, low, high }: { estimate: number; low: number; high: number }) =>
  Number.isNaN(estimate) ? null : { estimate, low, high }
