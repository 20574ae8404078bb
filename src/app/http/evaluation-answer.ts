import { z } from 'zod'
import type { Comparison, Difference } from '../../evaluation/compare.ts'
import { type Evaluation, OUTCOMES } from '../../evaluation/evaluation.ts'
import { type GateResult, type Reason, RULE_NAMES, type TaskFindings } from '../../evaluation/gate.ts'
import type { LabelScore, Rate, Score } from '../../evaluation/score.ts'
import { SEGMENTS } from '../../evaluation/segments.ts'
import { breaks } from '../../evaluation/skill.ts'
import { TASKS, type Task } from '../../models/task.ts'

export const Verdict = z.enum(['pass', 'refuse', 'inconclusive'])
export const Outcome = z
  .enum(OUTCOMES)
  .describe('broken: was right, is wrong (a negative flip). mended: the other way round. right, wrong: as before.')
const share = z.number().nullable()

const RateOf = z
  .object({ estimate: share, low: z.number(), high: z.number(), hits: z.int(), items: z.int() })
  .describe('A share with its 95 % Wilson interval, n over the design effect of conversations.')
const LabelAnswer = z.object({ label: z.string(), recall: RateOf, precision: RateOf })
const ScoreAnswer = z.object({
  items: z.int(),
  right: z.int(),
  accuracy: share,
  low: z.number(),
  high: z.number(),
  ece: share.describe('Debiased expected calibration error, 15 bins of equal width.'),
  ece_high: share.describe('Its one-sided 95 % upper bound.'),
  labels: z.array(LabelAnswer).describe('Per class, most items first.'),
  confusion: z
    .array(z.object({ truth: z.string(), label: z.string(), items: z.int() }))
    .describe('Items of label `truth` that were called `label`; pairs that never occur are left out.'),
})
const DifferenceAnswer = z.object({
  estimate: share.describe('Accuracy after minus before.'),
  low: z.number(),
  high: z.number(),
  only_before: z.int().describe('Items that only the live model got right: negative flips.'),
  only_after: z.int(),
  p: z.number().describe('Mid-p McNemar.'),
})
const TaskAnswer = z.object({
  before: ScoreAnswer.nullable().describe('null = there was no model before.'),
  after: ScoreAnswer,
  difference: DifferenceAnswer.nullable(),
  negative_flips: z.int(),
  segments: z.array(
    DifferenceAnswer.extend({
      segment: z.enum(SEGMENTS),
      value: z.string(),
      items: z.int(),
      before: z.number(),
      after: z.number(),
    }),
  ),
})
export const ReasonAnswer = z.object({
  rule: z.enum(RULE_NAMES),
  task: z.enum(TASKS).nullable(),
  verdict: Verdict,
  measured: share,
  limit: share,
  items: z.int(),
  item_ids: z.array(z.string()).describe('Items at fault (of `skills`: the skills), the first 100.'),
  part: z.string().nullable().describe('Label or segment that it is about.'),
  text: z.string(),
})
export const EvaluationAnswer = z.object({
  evaluation_id: z.string(),
  bundle: z.string(),
  against: z.string().nullable(),
  gold_version: z.string().nullable(),
  limits_version: z.int(),
  limits: z.record(z.string(), z.record(z.string(), z.number())),
  verdict: Verdict,
  reasons: z.array(ReasonAnswer),
  tasks: z.record(z.string(), TaskAnswer),
  skills: z.array(
    z.object({
      skill_id: z.string(),
      task: z.enum(TASKS),
      text_id: z.string(),
      label: z.string(),
      before: z.string().nullable(),
      after: z.string(),
      broken: z.boolean(),
    }),
  ),
})

export const toEvaluation = (found: Evaluation): z.infer<typeof EvaluationAnswer> => ({
  evaluation_id: found.evaluationId,
  bundle: found.bundle,
  against: found.against,
  gold_version: found.goldVersion,
  limits_version: found.limitsVersion,
  limits: toLimits(found.limits),
  verdict: found.result.verdict,
  reasons: found.result.reasons.map(toReason),
  tasks: toTasks(found.result.tasks),
  skills: found.skills.map((check) => ({
    skill_id: check.skillId,
    task: check.task,
    text_id: check.textId,
    label: check.label,
    before: check.before,
    after: check.after,
    broken: breaks(check),
  })),
})

/** Limits by task, with the names that requests use. */
export const toLimits = (limits: Evaluation['limits']): Record<string, Record<string, number>> =>
  Object.fromEntries(
    Object.entries(limits).map(([task, some]) => [
      task,
      Object.fromEntries(Object.entries(some).map(([name, value]) => [snake(name), value as number])),
    ]),
  )

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const toReason = ({ itemIds, ...reason }: Reason): z.infer<typeof ReasonAnswer> => ({
  ...reason,
  item_ids: [...itemIds],
})

const toTasks = (tasks: GateResult['tasks']): Record<string, z.infer<typeof TaskAnswer>> =>
  Object.fromEntries(
    Object.entries(tasks as Record<Task, TaskFindings>).map(([task, found]) => [
      task,
      found.before === null ? firstOf(found.after) : comparedOf(found as Comparison),
    ]),
  )

const firstOf = (after: Score): z.infer<typeof TaskAnswer> => ({
  before: null,
  after: toScore(after),
  difference: null,
  negative_flips: 0,
  segments: [],
})

const comparedOf = (found: Comparison): z.infer<typeof TaskAnswer> => ({
  before: toScore(found.before),
  after: toScore(found.after),
  difference: toDifference(found),
  negative_flips: found.negativeFlips.length,
  segments: found.segments.map((each) => ({
    ...toDifference(each),
    segment: each.segment,
    value: each.value,
    items: each.items,
    before: each.before,
    after: each.after,
  })),
})

const toDifference = ({ difference, onlyBefore, onlyAfter, p }: Difference): z.infer<typeof DifferenceAnswer> => ({
  estimate: known(difference.estimate),
  low: difference.low,
  high: difference.high,
  only_before: onlyBefore,
  only_after: onlyAfter,
  p,
})

const toScore = ({ eceHigh, ...score }: Score): z.infer<typeof ScoreAnswer> => ({
  ...score,
  accuracy: known(score.accuracy),
  ece: known(score.ece),
  ece_high: known(eceHigh),
  labels: score.labels.map(toLabel),
  confusion: [...score.confusion],
})

const toLabel = ({ label, recall, precision }: LabelScore): z.infer<typeof LabelAnswer> => ({
  label,
  recall: toRate(recall),
  precision: toRate(precision),
})
const toRate = ({ estimate, low, high, hits, items }: Rate): z.infer<typeof RateOf> => ({
  estimate,
  low,
  high,
  hits,
  items,
})

/** Nothing was measured: NaN here, null in the database, null in the answer. */
const known = (value: number | null): number | null => (value === null || Number.isNaN(value) ? null : value)
