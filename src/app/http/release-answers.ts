import { z } from 'zod'
import type { ExposureCheck } from '../../experiments/exposure-check.ts'
import type { FigureCheck } from '../../experiments/figure-check.ts'
import { stageAt } from '../../releases/ramp-policy.ts'
import { type Canary, type LedgerEntry, RELEASE_ACTIONS, type ReleaseState } from '../../releases/release-state.ts'
import type { StageCheck } from '../../releases/stage-check.ts'
import { Unit } from './experiment-answers.ts'

const Finding = z.enum(['advance', 'stop', 'inconclusive'])
const Arm = z.object({
  units: z.number().describe('Mature conversations; for errors predictions'),
  users: z.int(),
  rate: z.number().nullable(),
  immature: z.number().describe('Conversations whose window is still open'),
})
const Figure = z.object({
  figure: z.string(),
  verdict: Finding.describe(
    'advance: a loss above the margin is excluded. stop: it is worse for sure. inconclusive: not enough data yet',
  ),
  holds: z.boolean().describe('Does it hold the canary back until its loss is excluded?'),
  worse: z.enum(['lower', 'higher']),
  unit: Unit,
  cap: z.number().nullable().describe("Of money: up to where a conversation's value counts; null for other figures"),
  margin: z.number().nullable().describe('Greatest loss that is borne, in the unit'),
  relative: z.number().nullable().describe('The same as share of the live rate, where it was given so'),
  live: Arm,
  canary: Arm,
  difference: z
    .object({ estimate: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe('Canary minus live; each bound holds with 95 % at all looks together'),
  better: z
    .boolean()
    .describe('Better for sure, at all looks together. Means something for one figure named beforehand (`trial`)'),
  variance_reduction: z
    .number()
    .nullable()
    .describe("Share of the variance that the users' own past took out; null = their past was not used"),
  users_needed: z.number().nullable().describe('About so many mature users more in the canary; null = cannot be told'),
  text: z.string(),
})
const Split = z.object({
  live: z.int(),
  canary: z.int(),
  expected: z.number(),
  observed: z.number().nullable(),
  e_value: z.number().describe('Evidence against the expected share, valid at every look; wrong from 1000 on'),
  p: z.number().describe('Chi-square test of this one look'),
  wrong: z.boolean(),
})
const Exposure = z.object({
  in_both: z.int().describe('Users whom both arms answered; they count in the arm that met them first'),
  ids_across: z.int().describe('People with several ids (a log-in half way) that began in different arms'),
  ids_within: z.int().describe('The same within one arm'),
  both_share: z.number().nullable().describe('The first two, of all users; null = nobody yet'),
  assigned: z.int().describe('Conversations whose draw was logged by POST /v1/predict'),
  mismatched: z.int().describe('Of those, how many name another arm in their reply'),
  mismatched_share: z.number().nullable(),
  limit: z.number().describe('Above it, surely, nothing advances'),
  too_many_in_both: z.boolean(),
  too_many_mismatched: z.boolean(),
  dilution: z.number().describe('At most this share of a difference is hidden by people of both arms'),
})
const Trial = z.object({
  figure: z.string(),
  verdict: z.enum(['win', 'loss', 'inconclusive']).describe('win: better for sure, at all looks together'),
  ends_at: z.int(),
  over: z.boolean(),
})
export const CheckAnswer = z.object({
  verdict: Finding,
  currency: z.string().nullable().describe('Of the values of orders: the commonest of both arms'),
  exposure: Exposure.describe('Was everybody answered by one arm, and by the one that was drawn?'),
  trial: Trial.nullable().describe('Where the question is whether it is better'),
  share: z.number(),
  since: z.int(),
  figures: z.array(Figure),
  split: Split.describe('Are users split as they should be (sample-ratio check)?'),
  waits_for: z.array(z.string()).describe('What the stage still waits for, in words'),
})

export const toCheck = (check: StageCheck): z.infer<typeof CheckAnswer> => ({
  verdict: check.verdict,
  currency: check.currency,
  exposure: toExposure(check.exposure),
  trial: check.trial && {
    figure: check.trial.figure,
    verdict: check.trial.verdict,
    ends_at: check.trial.endsAt,
    over: check.trial.over,
  },
  share: check.share,
  since: check.since,
  figures: check.figures.map(toFigure),
  split: { ...check.split },
  waits_for: [...check.waits_for],
})
const toFigure = (figure: FigureCheck): z.infer<typeof Figure> => ({ ...figure })
const toExposure = (check: ExposureCheck): z.infer<typeof Exposure> => ({
  in_both: check.inBoth,
  ids_across: check.idsAcross,
  ids_within: check.idsWithin,
  both_share: check.bothShare,
  assigned: check.assigned,
  mismatched: check.mismatched,
  mismatched_share: check.mismatchedShare,
  limit: check.limit,
  too_many_in_both: check.tooManyInBoth,
  too_many_mismatched: check.tooManyMismatched,
  dilution: check.dilution,
})

const Orderer = z.object({ who: z.string(), recorded_by: z.string() })
export const CanaryAnswer = z.object({
  bundle: z.string(),
  share: z.number().describe('Share of users that it answers'),
  since: z.int().describe('When this share began'),
  experiment: z.string().describe('GET /v1/experiments/:id shows how it does'),
  paused: z.boolean(),
  restarts: z
    .int()
    .describe('How often newer rules made a stage begin anew; each time the levels of its tests are halved'),
  automatic: z.boolean().describe('Goes on by itself as soon as its figures allow it'),
  stages: z.array(z.number()).describe('The shares of its way; after the last it is live for everyone'),
  least_hours: z.number(),
  least_users: z.int(),
  started_at: z.int(),
  started_by: Orderer,
})
export const EntryAnswer = z.object({
  revision: z.int(),
  assistant_id: z.string().nullable().describe('null = the default of all assistants without releases of their own'),
  at: z.int(),
  action: z.enum(RELEASE_ACTIONS),
  bundle: z.string(),
  live: z.string().nullable(),
  earlier: z.array(z.string()),
  canary: CanaryAnswer.nullable(),
  approval: Orderer.extend({ bundle: z.string(), at: z.int() }).nullable(),
  who: z.string().describe("As ordered; 'guardrail' and 'ramp' are the loop itself"),
  recorded_by: z.string().describe('The key that sent the order'),
  why: z.string(),
  forced: z
    .boolean()
    .describe('The gate or the figures said no, the ramp asks for less than the policy, or stages of it were left out'),
  check: z.unknown().describe('The figures that the step was decided on'),
})

export function toCanary(canary: Canary | null): z.infer<typeof CanaryAnswer> | null {
  if (canary === null) return null
  const { bundle, share, since, experiment, paused, restarts, ramp, startedAt, startedBy } = canary
  const stage = stageAt(ramp, share)
  return {
    bundle,
    share,
    since,
    experiment,
    paused,
    restarts,
    automatic: ramp.automatic,
    stages: ramp.stages.map((each) => each.share),
    least_hours: stage.leastMs / 3_600_000,
    least_users: stage.leastUsers,
    started_at: startedAt,
    started_by: toOrderer(startedBy),
  }
}

const toOrderer = ({ who, recordedBy }: Canary['startedBy']) => ({ who, recorded_by: recordedBy })

export const toApproval = (approval: ReleaseState['approval']) =>
  approval === null ? null : { bundle: approval.bundle, at: approval.at, ...toOrderer(approval) }

export const toEntry = (entry: LedgerEntry): z.infer<typeof EntryAnswer> => ({
  revision: entry.revision,
  assistant_id: entry.assistant,
  at: entry.at,
  action: entry.action,
  bundle: entry.bundle,
  live: entry.live,
  earlier: [...entry.earlier],
  canary: toCanary(entry.canary),
  approval: toApproval(entry.approval),
  ...toOrderer(entry),
  why: entry.why,
  forced: entry.forced,
  check: entry.check,
})
