import { z } from 'zod'
import type { PolicyChange, SamplingPolicy } from '../../admission/sampling-policy.ts'
import { LoopError } from '../../errors/loop-error.ts'
import type { PlanUse } from '../../pool/pool-store.ts'
import type { Ports } from '../wiring.ts'
import { Reason, State, StratumName } from './sample-answer.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const share = z.number().gt(0).max(1)
const perReason = <T extends z.ZodType>(value: T) => z.record(Reason, value)
const weight = z.number().gt(0).max(1000)

const Policy = z.object({
  budget: z.number().min(1).max(1e6),
  window_ms: z
    .int()
    .min(60_000)
    .max(31 * 24 * 60 * 60 * 1000),
  control_rate: share,
  reason_weights: perReason(weight),
  reason_caps: perReason(share),
  user_cap: z.number().min(0.01).max(1e6),
  emphasis: z.object({ floor: share, power: z.number().min(0).max(20) }),
  slack: share,
  floor: share,
  lookback: z.int().min(1).max(90),
  overlap: z.number().min(0).max(1),
  overlap_answers: z.int().min(2).max(9),
  gold_item_share: z.number().min(0).max(0.5),
  expire_after_ms: z.int().min(60_000).max(3.2e10),
  seed: Name,
})
const Change = Policy.partial().strict()
const PolicyAnswer = Policy.extend({ version: z.int(), since: z.int() })

const PlanAnswer = z.object({
  plan_id: z.string(),
  from: z.int(),
  until: z.int(),
  policy_version: z.int(),
  control_rate: z.number(),
  flagged_budget: z.number(),
  rates: perReason(z.number()),
  strata: z.array(z.object({ stratum: StratumName, conversations: z.int(), expected: z.number(), selected: z.int() })),
})
const Responses = z.array(z.object({ stratum: StratumName, state: State, samples: z.int(), weight: z.number() }))

/** GET /v1/pool and PUT /v1/pool/policy. */
export function poolRoutes(app: App, { pool, learning, rules, clock }: Ports): void {
  app.get(
    '/v1/pool',
    {
      config: { scope: 'read' },
      schema: {
        description: 'The sampling policy, the latest plans beside what they came to, and samples by state.',
        response: { 200: z.object({ policy: PolicyAnswer, plans: z.array(PlanAnswer), responses: Responses }) },
      },
    },
    async () => ({
      policy: policyAnswer(await pool.policy()),
      plans: (await pool.plans(30)).map(planAnswer),
      responses: await learning.ports.labels.responses(),
    }),
  )
  app.put(
    '/v1/pool/policy',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'Changes the sampling policy from now on: the rest of this window gets a new plan. Draws that were made stay.',
        body: Change,
        response: { 200: PolicyAnswer },
      },
    },
    async ({ body, principal }) => {
      const known = (await rules.current()).rules.map((rule) => rule.reason)
      refuseUnknownReasons({ ...body.reason_weights, ...body.reason_caps }, known)
      const change = changeOf(body, await pool.policy())
      return policyAnswer(await pool.changePolicy(change, await clock.now(), principal))
    },
  )
}

function refuseUnknownReasons(named: Readonly<Record<string, number>>, known: readonly string[]): void {
  const unknown = Object.keys(named).find((reason) => !known.includes(reason))
  if (unknown === undefined) return
  throw new LoopError(
    'LOOP_BAD_REQUEST',
    `'${unknown}' is no reason of the admission rules. Name one of ${known.join(', ')}.`,
  )
}

const policyAnswer = (policy: SamplingPolicy): z.infer<typeof PolicyAnswer> => ({
  version: policy.version,
  since: policy.since,
  budget: policy.budget,
  window_ms: policy.windowMs,
  control_rate: policy.controlRate,
  reason_weights: { ...policy.reasonWeights },
  reason_caps: { ...policy.reasonCaps },
  user_cap: policy.userCap,
  emphasis: policy.emphasis,
  slack: policy.slack,
  floor: policy.floor,
  lookback: policy.lookback,
  overlap: policy.overlap,
  overlap_answers: policy.overlapAnswers,
  gold_item_share: policy.goldItemShare,
  expire_after_ms: policy.expireAfterMs,
  seed: policy.seed,
})

/** Fields that were given; a weight or cap that was not keeps its value. */
function changeOf(body: z.infer<typeof Change>, current: SamplingPolicy): PolicyChange {
  const { window_ms, control_rate, reason_weights, reason_caps, user_cap, expire_after_ms, ...others } = body
  const { overlap_answers, gold_item_share, ...same } = others
  const given = {
    ...same,
    windowMs: window_ms,
    controlRate: control_rate,
    reasonWeights: reason_weights && { ...current.reasonWeights, ...reason_weights },
    reasonCaps: reason_caps && { ...current.reasonCaps, ...reason_caps },
    userCap: user_cap,
    expireAfterMs: expire_after_ms,
    overlapAnswers: overlap_answers,
    goldItemShare: gold_item_share,
  }
  return withoutGaps(given) as PolicyChange
}

const withoutGaps = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never

const planAnswer = ({ plan, strata }: PlanUse): z.infer<typeof PlanAnswer> => ({
  plan_id: plan.planId,
  from: plan.from,
  until: plan.until,
  policy_version: plan.policy.version,
  control_rate: plan.controlRate,
  flagged_budget: plan.flaggedBudget,
  rates: { ...plan.rates },
  strata: [...strata],
})
