import { z } from 'zod'
import { TASKS } from '../../models/task.ts'
import type { GateVerdict, RegisteredBundle, RegisteredModel } from '../../releases/model-registry.ts'
import { Verdict } from './evaluation-answer.ts'

const Part = z.object({ id: z.string(), sha256: z.string() })
export const BundleAnswer = z.object({
  id: z.string(),
  models: z.partialRecord(z.enum(TASKS), Part.describe('sha256: of its manifest, which holds those of its files.')),
  calibration: z.partialRecord(z.enum(TASKS), z.literal('temperature')),
  thresholds: z.object({ low_confidence: z.number().describe('Below it, a prediction counts as doubtful.') }),
  rules: z.string().describe('Version of the admission rules.'),
  phrases: Part.nullable().describe('null = the assistant brings its own.'),
  policy: Part.nullable().describe('null = the assistant decides.'),
  fault: Part.nullable().describe('The learned model in charge of admission; null = the rule table.'),
  run_id: z.string(),
  snapshot: z.string(),
  verdict: Verdict.describe('What the gate first said of it.'),
  against: z.string().nullable().describe('The bundle that this verdict compares with; null = there was none.'),
  created_at: z.int(),
})
export const ModelAnswer = z.object({
  id: z.string(),
  sha256: z.string(),
  task: z.enum(TASKS),
  snapshot: z.string(),
  seed: z.int(),
  created_at: z.int(),
})
export const VerdictAnswer = z.object({
  bundle: z.string(),
  verdict: Verdict,
  against: z.string().nullable(),
  run_id: z.string().nullable().describe('The training run that asked; null = a person did.'),
  who: z.string(),
  at: z.int(),
})

/** A bundle as it is shown. Instants are epoch milliseconds. */
export const toBundle = ({
  runId,
  createdAt,
  thresholds,
  ...bundle
}: RegisteredBundle): z.infer<typeof BundleAnswer> => ({
  ...bundle,
  thresholds: { low_confidence: thresholds.lowConfidence },
  run_id: runId,
  created_at: createdAt,
})

export const toModel = ({ createdAt, ...model }: RegisteredModel): z.infer<typeof ModelAnswer> => ({
  ...model,
  created_at: createdAt,
})

export const toVerdict = ({ runId, ...verdict }: GateVerdict): z.infer<typeof VerdictAnswer> => ({
  ...verdict,
  run_id: runId,
})
