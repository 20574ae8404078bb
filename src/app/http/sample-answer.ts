import { z } from 'zod'
import { REASON_PATTERN } from '../../admission/rule-version.ts'
import { SUSPECT_PARTS } from '../../admission/suspect-table.ts'
import { type PoolSample, SAMPLE_STATES } from '../../pool/sample.ts'

export const Reason = z
  .string()
  .regex(REASON_PATTERN)
  .describe('Name of an admission rule: one that is built in, or one of the team (GET /v1/rules).')
export const State = z.enum(SAMPLE_STATES)
export const StratumName = z.enum(['flagged', 'control'])

/** A sample as it is shown. Instants are epoch milliseconds. */
export const SampleAnswer = z.object({
  sample_id: z.string(),
  conversation_id: z.string(),
  user_id: z.string().nullable(),
  stratum: StratumName,
  inclusion_probability: z.number(),
  plan_id: z.string(),
  rules_version: z.int().describe('Version of the admission rules that flagged it, or did not.'),
  reasons: z.array(Reason),
  evidence: z.record(z.string(), z.array(z.string())),
  suspect: z
    .object({ event_id: z.string(), part: z.enum(SUSPECT_PARTS), clue: z.string(), weight: z.number() })
    .nullable(),
  random_turn: z.string().nullable(),
  predicted_turns: z.int(),
  state: State,
  answers: z.int(),
  wanted: z.int(),
  created_at: z.int(),
  changed_at: z.int(),
  why: z.string().nullable(),
})

export const sampleAnswer = (sample: PoolSample): z.infer<typeof SampleAnswer> => ({
  sample_id: sample.sampleId,
  conversation_id: sample.conversationId,
  user_id: sample.userId,
  stratum: sample.stratum,
  inclusion_probability: sample.inclusionProbability,
  plan_id: sample.planId,
  rules_version: sample.rulesVersion,
  reasons: [...sample.reasons],
  evidence: Object.fromEntries(Object.entries(sample.evidence).map(([name, ids]) => [name, [...ids]])),
  suspect: sample.suspect && {
    event_id: sample.suspect.eventId,
    part: sample.suspect.part,
    clue: sample.suspect.clue,
    weight: sample.suspect.weight,
  },
  random_turn: sample.randomTurn,
  predicted_turns: sample.predictedTurns,
  state: sample.state,
  answers: sample.answers,
  wanted: sample.wanted,
  created_at: sample.createdAt,
  changed_at: sample.changedAt,
  why: sample.why,
})

/** The same for somebody who must not know yet what drew it: what tells of predictions is left out. */
export const CoveredSampleAnswer = SampleAnswer.extend({
  stratum: StratumName.nullable().describe(
    'null, with what follows from it, while predictions are kept from the annotator.',
  ),
  inclusion_probability: z.number().nullable(),
  predicted_turns: z.int().nullable(),
})

export const coveredSampleAnswer = (sample: PoolSample): z.infer<typeof CoveredSampleAnswer> => ({
  ...sampleAnswer(sample),
  stratum: null,
  inclusion_probability: null,
  reasons: [],
  evidence: {},
  suspect: null,
  predicted_turns: null,
})
