import { z } from 'zod'
import type { Alone, Share, Worth } from '../../evaluation/signal-worth.ts'
import { GROUNDS, LEAST_ADDED, LEAST_LIFT, type Proposal } from '../../evaluation/signal-worth-proposals.ts'
import type { GroupRate } from '../../evaluation/signal-worth-sample.ts'
import { TRAIT_KINDS } from '../../evaluation/signal-worth-traits.ts'
import { type WeighedSignals, weighSignals } from '../../loop/weigh-signals.ts'
import type { Ports } from '../wiring.ts'
import { spanOf, USUAL_DAYS } from './back-test-span.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Query = z.strictObject({
  from: z.coerce.number().int().min(0).optional().describe(`Left out = ${USUAL_DAYS} days before \`until\`.`),
  until: z.coerce.number().int().min(1).optional().describe('Left out, or still to come = now.'),
  assistant_id: Name.optional().describe('Conversations of this assistant alone.'),
})

const ShareAnswer = z
  .object({ estimate: z.number(), low: z.number(), high: z.number().describe('The 95 % interval, by itself.') })
  .nullable()
const Rate = z.object({
  rate: ShareAnswer,
  judged: z.int().describe('Conversations that people have judged.'),
  at_fault: z.int(),
  effective_size: z.number().describe('How many of equal weight they are worth.'),
})
const WorthAnswer = z.object({
  kind: z.enum(TRAIT_KINDS),
  name: z.string().describe('Reason of a rule, name of a signal or outcome; of a pair both, joined by `+`.'),
  parts: z.array(z.string()).describe('Signals or outcomes that all have to hold.'),
  threshold: z.number().nullable().describe('Of a threshold of low confidence; else null.'),
  share: z.number().nullable().describe('Of eligible conversations in which it is known: in how many it is true.'),
  judged: z.int().describe('Judged conversations in which it is true.'),
  at_fault: z.int().describe('Of these, those in which the model was at fault.'),
  unknown: z.int().describe('Judged conversations in which it is not known yet: left out.'),
  effective_size: z.number().describe('How many of equal weight the judged ones are worth.'),
  precision: ShareAnswer.describe('Weighted share of conversations at fault among those in which it is true.'),
  lift: ShareAnswer.describe('Precision over the base rate.'),
  recall: ShareAnswer.describe('Share of all faults that it catches; null until the control sample is judged.'),
  alone: z
    .object({
      judged: z.int(),
      at_fault: z.int(),
      conversations: z.int().nullable().describe('All of them, judged or not; null where they cannot be counted.'),
      share: z.number().nullable().describe('The same as a share of eligible conversations.'),
      precision: ShareAnswer,
      recall: ShareAnswer,
    })
    .describe('What no (other) rule in force flags.'),
  evidence: z
    .number()
    .describe('E-value that faults are more frequent where it is true: at least x by chance once in x.'),
  adjusted: z
    .number()
    .describe('Least false discovery rate at which it counts, among all lines (e-BH); at most 0.05 = found.'),
})
const ProposalAnswer = z.object({
  action: z.enum(['retire', 'add', 'lower_bar']).describe('lower_bar = take more for low confidence.'),
  ground: z
    .enum(GROUNDS)
    .describe(
      `catches_nothing_more: less than ${LEAST_ADDED} of the faults by itself; no_better_than_chance: alone at most ${LEAST_LIFT} times as often at fault as unflagged ones.`,
    ),
  evidence: z.number(),
  adjusted: z.number(),
  worth: WorthAnswer,
})
const Answer = z.object({
  now: z.int(),
  from: z.int(),
  until: z.int(),
  rules_version: z.int(),
  took_ms: z.number(),
  control_judged: z
    .int()
    .describe('Judged conversations that no rule had flagged; without any, nothing is said of missed faults.'),
  base: Rate.describe('Eligible conversations at all.'),
  pool: Rate.extend({ recall: ShareAnswer.describe('Share of the faults that the rules in force catch.') }),
  unflagged: Rate.describe('Conversations that no rule in force flags.'),
  worth: z.array(WorthAnswer).describe('Rules, signals, thresholds, outcomes, then pairs.'),
  proposals: z.array(ProposalAnswer).describe('For a person to decide; nothing changes by itself.'),
})

/** GET /v1/signals/worth. */
export function signalRoutes(app: App, { rules, signalHistory: signals, learning, clock }: Ports): void {
  app.get(
    '/v1/signals/worth',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'What each rule, signal, threshold of low confidence, outcome, and each pair of signals is worth in finding faults of the model: precision, lift and recall by what people have judged, weighted by inclusion probability; and rules that it proposes to retire or to add.',
        querystring: Query,
        response: { 200: Answer },
      },
    },
    async ({ query: { assistant_id, ...asked } }) => {
      const began = performance.now()
      const now = await clock.now()
      const span = { ...spanOf(asked, now), assistant: assistant_id ?? null }
      const found = await weighSignals(span, { rules, signals, labels: learning.ports.labels })
      const { from, until } = span
      return { now, from, until, took_ms: Math.round(performance.now() - began), ...toAnswer(found) }
    },
  )
}

const toAnswer = (found: WeighedSignals) => ({
  rules_version: found.rulesVersion,
  control_judged: found.controlJudged,
  base: toRate(found.base),
  pool: { ...toRate(found.pool.precision), recall: toShare(found.pool.recall) },
  unflagged: toRate(found.unflagged),
  worth: found.all.map(toWorth),
  proposals: found.proposals.map(toProposal),
})

const toProposal = ({ worth, evidence, ...same }: Proposal): z.infer<typeof ProposalAnswer> => ({
  ...same,
  evidence: Math.min(evidence, Number.MAX_VALUE),
  worth: toWorth(worth),
})

/** JSON has no infinity: an open top is left at the largest number. */
const toShare = (share: Share): z.infer<typeof ShareAnswer> =>
  share && { estimate: share.estimate, low: share.low, high: Math.min(share.high, Number.MAX_VALUE) }

const toRate = (rate: GroupRate): z.infer<typeof Rate> => ({
  rate: rate.units === 0 ? null : toShare(rate),
  judged: rate.units,
  at_fault: rate.hits,
  effective_size: rate.effectiveSize,
})

const toAlone = ({ atFault, precision, recall, ...same }: Alone) => ({
  ...same,
  at_fault: atFault,
  precision: toShare(precision),
  recall: toShare(recall),
})

const toWorth = ({ trait, atFault, effectiveSize, alone, ...worth }: Worth): z.infer<typeof WorthAnswer> => ({
  kind: trait.kind,
  name: trait.name,
  parts: [...trait.parts],
  threshold: trait.hundredths === undefined ? null : trait.hundredths / 100,
  share: worth.share,
  judged: worth.judged,
  at_fault: atFault,
  unknown: worth.unknown,
  effective_size: effectiveSize,
  precision: toShare(worth.precision),
  lift: toShare(worth.lift),
  recall: toShare(worth.recall),
  alone: toAlone(alone),
  evidence: Math.min(worth.evidence, Number.MAX_VALUE),
  adjusted: worth.adjusted,
})
