import { z } from 'zod'
import { MOST_IN_BOTH } from '../../experiments/exposure-check.ts'
import { FIGURE_FORMS, GUARDED } from '../../experiments/figure.ts'
import type { Guardrail } from '../../experiments/guardrail.ts'
import { type RampPolicy, type ReleasePolicy, type Stage, usualGuardrails } from '../../releases/ramp-policy.ts'
import { Unit } from './experiment-answers.ts'
import { Name } from './texts.ts'

const HOUR_MS = 3_600_000
/** Of money; shares and stars are checked against their own ranges. */
const MOST = 1e9
const Figure = z.enum(GUARDED)
const Margin = z
  .union([
    z.strictObject({
      absolute: z
        .number()
        .gt(0)
        .max(MOST)
        .describe(
          'In the unit of the figure. Shares, of 1: 0.05 is five points. Money; stars: 0.3 is a third of a star',
        ),
    }),
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
    .max(MOST)
    .optional()
    .describe('The value to expect; a wrong guess costs users, never validity'),
  deviation: z
    .number()
    .gt(0)
    .max(MOST)
    .optional()
    .describe('Of money and stars: how far single users lie from the mean, to expect'),
  cap: z
    .number()
    .gt(0)
    .max(MOST)
    .optional()
    .describe("Of money: a conversation's value counts up to here, so that no single order decides"),
})
/** What is left out stays as in the assistant's policy. */
export const RampBody = z.object({
  automatic: z
    .boolean()
    .optional()
    .describe('Advances by itself; else somebody orders each step. Guardrails act either way'),
  stages: z.array(StageBody).max(20).optional(),
  guardrails: z.array(GuardrailBody).max(GUARDED.length).optional().describe('The figures that count; others do not'),
  most_in_both: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('Share of users whom both arms may answer, and of replies that may name another arm than was drawn'),
  trial: z
    .object({ figure: Figure.describe('Whose improvement is asked for, named beforehand') })
    .nullish()
    .describe(
      'Of a canary: is it better? One stage, held for its least_hours; it ships when a person orders it. null = is it harmless?',
    ),
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
      unit: Unit,
      margin: Margin,
      holds: z.boolean(),
      typical: z.number(),
      deviation: z.number().optional(),
      cap: z.number().optional(),
    }),
  ),
  most_in_both: z.number(),
  trial: z.object({ figure: Figure }).nullable(),
})

/** The ramp that a body asks for, on top of the usual one. A trial goes on only where somebody says that it does. */
export function toRamp(body: z.infer<typeof RampBody>, usual: RampPolicy): RampPolicy {
  const trial = body.trial === undefined ? usual.trial : (body.trial ?? undefined)
  return {
    automatic: body.automatic ?? (body.trial ? false : usual.automatic),
    stages: body.stages?.map((stage) => toStage(stage, usual)) ?? usual.stages,
    guardrails: body.guardrails?.map((each) => toGuardrail(each, usual)) ?? usual.guardrails,
    mostInBoth: body.most_in_both ?? usual.mostInBoth,
    ...(trial && { trial }),
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

function toGuardrail({ figure, ...given }: z.infer<typeof GuardrailBody>, usual: RampPolicy): Guardrail {
  const known = usual.guardrails.find((each) => each.figure === figure) ?? usualGuardrails[figure]
  const [cap, deviation] = [given.cap ?? known.cap, given.deviation ?? known.deviation]
  return {
    figure,
    worse: known.worse,
    margin: given.margin ?? known.margin,
    holds: given.holds ?? known.holds,
    typical: given.typical ?? known.typical,
    ...(cap !== undefined && { cap }),
    ...(deviation !== undefined && { deviation }),
  }
}

export const fromRamp = ({
  automatic,
  stages,
  guardrails,
  mostInBoth = MOST_IN_BOTH,
  trial,
}: RampPolicy): z.infer<typeof RampAnswer> => ({
  automatic,
  stages: stages.map(({ share, leastMs, leastUsers, margins = {} }) => ({
    share,
    least_hours: leastMs / HOUR_MS,
    least_users: leastUsers,
    margins,
  })),
  guardrails: guardrails.map((each) => ({ ...each, unit: FIGURE_FORMS[each.figure].unit })),
  most_in_both: mostInBoth,
  trial: trial ? { ...trial } : null,
})

export const fromApproval = ({ before, approvers }: ReleasePolicy['approval']): z.infer<typeof ApprovalBody> => ({
  before: [...before],
  approvers: [...approvers],
})
