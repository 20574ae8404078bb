import { z } from 'zod'
import { GUARDED } from '../../experiments/guardrail.ts'
import { defaultPolicy, type RampPolicy, type ReleasePolicy, type Stage } from '../../releases/ramp-policy.ts'
import { Name } from './texts.ts'

const HOUR_MS = 3_600_000
const Figure = z.enum(GUARDED)
const Margin = z
  .union([
    z.strictObject({ absolute: z.number().gt(0).max(1).describe('Of 1: 0.05 is five points') }),
    z.strictObject({ relative: z.number().gt(0).lt(1).describe('Share of the live rate: 0.1 is a tenth of it') }),
  ])
  .describe('The greatest loss that is borne')

export const StageBody = z.object({
  share: z.number().describe('Share of users that the canary answers, above 0 and below 1'),
  least_hours: z.number().min(0).optional().describe('Least time at this share; 24 when left out'),
  least_users: z
    .int()
    .min(2)
    .optional()
    .describe('Mature users that each arm needs; those of the policy when left out'),
  margins: z.partialRecord(Figure, Margin).optional().describe('Margins that differ in this stage'),
})
export const GuardrailBody = z.object({
  figure: Figure.describe('conversion, …: as in GET /v1/metrics; errors: predictions that another bundle had to give'),
  margin: Margin.optional(),
  holds: z
    .boolean()
    .optional()
    .describe('Must its loss be excluded before a stage advances? false: it can only take back'),
  typical: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('The rate to expect; a wrong guess costs users, never validity'),
})
/** What is left out stays as in the assistant's policy. */
export const RampBody = z.object({
  automatic: z
    .boolean()
    .optional()
    .describe('Advances by itself; else somebody orders each step. Guardrails act either way'),
  stages: z.array(StageBody).max(20).optional(),
  guardrails: z.array(GuardrailBody).max(GUARDED.length).optional().describe('The figures that count; others do not'),
})
export const ApprovalBody = z.object({
  before: z.array(z.enum(['canary', 'live'])).describe('Steps that wait until somebody else than who asked approves'),
  approvers: z
    .array(Name)
    .describe('Names of keys (with --no-auth: of people) that may approve; none = any key with the scope admin'),
})

export const RampAnswer = z.object({
  automatic: z.boolean(),
  stages: z.array(
    z.object({
      share: z.number(),
      least_hours: z.number(),
      least_users: z.int(),
      margins: z.partialRecord(Figure, Margin),
    }),
  ),
  guardrails: z.array(
    z.object({
      figure: Figure,
      worse: z.enum(['lower', 'higher']),
      margin: Margin,
      holds: z.boolean(),
      typical: z.number(),
    }),
  ),
})

/** The ramp that a body asks for, on top of the usual one. */
export function toRamp(body: z.infer<typeof RampBody>, usual: RampPolicy): RampPolicy {
  return {
    automatic: body.automatic ?? usual.automatic,
    stages: body.stages?.map((stage) => toStage(stage, usual)) ?? usual.stages,
    guardrails: body.guardrails?.map((each) => toGuardrail(each, usual)) ?? usual.guardrails,
  }
}

function toStage({ share, least_hours, least_users, margins }: z.infer<typeof StageBody>, usual: RampPolicy): Stage {
  const like = usual.stages.findLast((stage) => stage.share <= share) ?? usual.stages[0]!
  return {
    share,
    leastMs: least_hours === undefined ? like.leastMs : least_hours * HOUR_MS,
    leastUsers: least_users ?? like.leastUsers,
    ...(margins && { margins }),
  }
}

function toGuardrail({ figure, ...given }: z.infer<typeof GuardrailBody>, usual: RampPolicy) {
  const known = [...usual.guardrails, ...defaultPolicy.ramp.guardrails].find((each) => each.figure === figure)!
  return {
    ...known,
    margin: given.margin ?? known.margin,
    holds: given.holds ?? known.holds,
    typical: given.typical ?? known.typical,
  }
}

export const fromRamp = ({ automatic, stages, guardrails }: RampPolicy): z.infer<typeof RampAnswer> => ({
  automatic,
  stages: stages.map(({ share, leastMs, leastUsers, margins = {} }) => ({
    share,
    least_hours: leastMs / HOUR_MS,
    least_users: leastUsers,
    margins,
  })),
  guardrails: guardrails.map((each) => ({ ...each })),
})

export const fromApproval = ({ before, approvers }: ReleasePolicy['approval']): z.infer<typeof ApprovalBody> => ({
  before: [...before],
  approvers: [...approvers],
})
