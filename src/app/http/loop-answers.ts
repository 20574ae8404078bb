import { z } from 'zod'
import type { KeptPolicy, LoopPolicy } from '../../steering/policy.ts'
import { type LoopTurn, OUTCOMES, STEPS, TRIGGERS } from '../../steering/turn.ts'
import { LOOP_ACTIONS, type LoopLedgerEntry } from '../../steering/turn-store.ts'
import { Name, Person } from './texts.ts'

const Instant = z.int().describe("epoch milliseconds of the data's clock")

export const Step = z.object({
  step: z.enum(STEPS),
  state: z.enum(['doing', 'done', 'skipped']),
  started_at: Instant,
  finished_at: Instant.nullable(),
  duration_ms: z.int().nullable().describe('from its start to its end; null while it goes on'),
  waits_for: z.string().nullable().describe('in plain words; null once it is over'),
  waits_until: Instant.nullable().describe('when that comes by itself, if that is known'),
  result: z
    .record(z.string(), z.union([z.string(), z.number(), z.null()]))
    .describe('ids and short facts that it found'),
})

export const Turn = z.object({
  turn_id: z.string(),
  trigger: z.object({
    kind: z.enum(TRIGGERS),
    detail: z.string().describe('such as "52 new labels of intent"'),
    who: z.string(),
  }),
  state: z.enum(['open', 'over']),
  outcome: z.enum(OUTCOMES).nullable(),
  why: z.string().nullable(),
  started_at: Instant,
  finished_at: Instant.nullable(),
  step: z.enum(STEPS).describe('where it stands'),
  run_id: z.string().nullable().describe('GET /v1/training/:run_id'),
  candidate_bundle: z.string().nullable().describe('GET /v1/bundles/:bundle_id'),
  policy_version: z.int(),
  steps: z.array(Step).describe('those that have begun, in order'),
})

export const Entry = z.object({
  seq: z.int(),
  at: Instant,
  action: z.enum(LOOP_ACTIONS),
  turn_id: z.string().nullable(),
  step: z.enum(STEPS).nullable(),
  who: z.string(),
  recorded_by: z.string().describe('the key that sent it'),
  why: z.string(),
})

export const PolicyFields = z.object({
  train: z.object({
    automatic: z.boolean().describe('may a turn begin without a person?'),
    schedule: z
      .object({
        cron: z.string().max(100).describe('five fields: minute, hour, day of month, month, day of week'),
        time_zone: z.string().max(100).describe('IANA name, such as Asia/Shanghai'),
      })
      .nullable()
      .describe('null = never by the clock'),
    least_labels: z.int().nullable().describe('new labels of one task that begin a turn; null = never by labels'),
    on_drift: z.boolean().describe('a drift alarm begins a turn'),
  }),
  canary: z.object({
    automatic: z.boolean().describe('may a candidate that passed the gate begin its ramp without a person?'),
  }),
  faults: z.object({
    automatic: z.boolean().describe('may the model of the learned admission be trained without a person?'),
    least_verdicts: z.int().describe('verdicts more than at its last training that begin the next one'),
  }),
  watch: z.object({ for_ms: z.int().describe('how long a bundle is watched after it went live') }),
  export: z.object({
    hourly: z.boolean().describe('events of each full hour go to the lake, with the rows of the days they concern'),
    daily: z.boolean().describe('each full day anew, compared with the rows of the service'),
  }),
})

export const Policy = PolicyFields.extend({
  version: z.int().describe('0 = as shipped: nothing happens by itself'),
  since_at: Instant,
  changed_by: z.string(),
  why: z.string(),
})

/** A change: fields that are left out stay as they are. */
export const PolicyChange = z
  .object({
    train: PolicyFields.shape.train.partial().optional(),
    canary: PolicyFields.shape.canary.partial().optional(),
    faults: PolicyFields.shape.faults.partial().optional(),
    watch: PolicyFields.shape.watch.partial().optional(),
    export: PolicyFields.shape.export.partial().optional(),
    version: z.int().optional().describe('the version that was read: refused when another change came in between'),
    who: Person.optional(),
    why: Name,
  })
  .strict()

export const toPolicy = ({ train, canary, faults, watch, ...kept }: KeptPolicy): z.infer<typeof Policy> => ({
  version: kept.version,
  since_at: kept.sinceAt,
  changed_by: kept.changedBy,
  why: kept.why,
  train: {
    automatic: train.automatic,
    schedule: train.schedule && { cron: train.schedule.cron, time_zone: train.schedule.timeZone },
    least_labels: train.leastLabels,
    on_drift: train.onDrift,
  },
  canary,
  faults: { automatic: faults.automatic, least_verdicts: faults.leastVerdicts },
  watch: { for_ms: watch.forMs },
  export: kept.export,
})

/** The policy with the change in it. */
export function changedPolicy(kept: LoopPolicy, change: z.infer<typeof PolicyChange>): LoopPolicy {
  const { train = {}, canary = {}, watch = {} } = change
  const { schedule } = train
  return {
    train: {
      automatic: train.automatic ?? kept.train.automatic,
      schedule:
        schedule === undefined
          ? kept.train.schedule
          : schedule && { cron: schedule.cron, timeZone: schedule.time_zone },
      leastLabels: train.least_labels === undefined ? kept.train.leastLabels : train.least_labels,
      onDrift: train.on_drift ?? kept.train.onDrift,
    },
    canary: { automatic: canary.automatic ?? kept.canary.automatic },
    faults: {
      automatic: change.faults?.automatic ?? kept.faults.automatic,
      leastVerdicts: change.faults?.least_verdicts ?? kept.faults.leastVerdicts,
    },
    watch: { forMs: watch.for_ms ?? kept.watch.forMs },
    export: {
      hourly: change.export?.hourly ?? kept.export.hourly,
      daily: change.export?.daily ?? kept.export.daily,
    },
  }
}

export const toTurn = (turn: LoopTurn): z.infer<typeof Turn> => ({
  turn_id: turn.turnId,
  trigger: turn.trigger,
  state: turn.state,
  outcome: turn.outcome,
  why: turn.why,
  started_at: turn.startedAt,
  finished_at: turn.finishedAt,
  step: turn.step,
  run_id: turn.runId,
  candidate_bundle: turn.candidate,
  policy_version: turn.policyVersion,
  steps: turn.steps.map((step) => ({
    step: step.step,
    state: step.state,
    started_at: step.startedAt,
    finished_at: step.finishedAt,
    duration_ms: step.finishedAt === null ? null : step.finishedAt - step.startedAt,
    waits_for: step.waitsFor,
    waits_until: step.waitsUntil,
    result: step.result,
  })),
})

export const toEntry = ({ turnId, recordedBy, ...entry }: LoopLedgerEntry): z.infer<typeof Entry> => ({
  ...entry,
  turn_id: turnId,
  recorded_by: recordedBy,
})
