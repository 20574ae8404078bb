import { z } from 'zod'
import type { AdmissionRow } from '../../admission/rules.ts'
import type { ConversationFacts } from '../../features/row.ts'
import { Reason } from './sample-answer.ts'

const Known = z.boolean().nullable().describe('null = it cannot be told yet.')
/** The format of the specification (spec/features.md, section 7): its names stay as they are. */
export const RowAnswer = z.object({
  conversation_id: z.string(),
  features: z.object({
    cta_not_clicked: Known,
    no_order: Known,
    repeated_question: Known,
    fsm_stalled: Known,
    long_silence: Known,
    no_conversion: Known,
  }),
  flags: z.object({
    low_confidence: Known,
    negative_feedback: Known,
    repeat_while_stalled: Known,
    eligible: Known,
    closed: z.boolean(),
    needs_human: Known,
    final: z.boolean(),
  }),
  flagged: Known,
  reasons: z.array(Reason),
  undecided: z.array(Reason),
  evidence: z.record(z.string(), z.array(z.string())).describe('Feature or signal: event ids that show it.'),
})
export const toRow = (row: AdmissionRow): z.infer<typeof RowAnswer> => row as z.infer<typeof RowAnswer>

export const FactsAnswer = z.object({
  started_at: z.number().nullable(),
  ended_at: z.number().nullable().describe('Its end, or the candidate end while it is open.'),
  users: z.array(z.string()).describe('Named by chat up to the end, in order of first naming.'),
  assistant_id: z.string().nullable(),
  channel: z.string().nullable(),
  bundle: z.string().nullable().describe('Of the first reply that names one: the exposure.'),
  arm: z.string().nullable(),
  user_messages: z.int(),
  predicted_turns: z.array(z.string()).describe('Replies that carry a prediction, in order; the first 64.'),
  predicted_turn_count: z.int(),
  least_confidence: z.number().nullable(),
  ctas_sent: z.int(),
  clicked: Known,
  hard_end: z.boolean(),
  terminal_reached: z.boolean(),
  human_reply: z.boolean().describe('A person of the shop replied.'),
  ratings: z.array(z.number()).describe('1 to 5, inside the feedback window.'),
  ordered: Known,
  order_amount: z.number().nullable(),
  order_currency: z.string().nullable(),
})

export const toFacts = (facts: ConversationFacts): z.infer<typeof FactsAnswer> => ({
  started_at: facts.startedAt,
  ended_at: facts.endedAt,
  users: [...facts.users],
  assistant_id: facts.assistantId,
  channel: facts.channel,
  bundle: facts.bundle,
  arm: facts.arm,
  user_messages: facts.userMessages,
  predicted_turns: [...facts.predictedTurns],
  predicted_turn_count: facts.predictedTurnCount,
  least_confidence: facts.leastConfidence,
  ctas_sent: facts.ctasSent,
  clicked: facts.clicked,
  hard_end: facts.hardEnd,
  terminal_reached: facts.terminalReached,
  human_reply: facts.humanReply,
  ratings: [...facts.ratings],
  ordered: facts.ordered,
  order_amount: facts.orderAmount,
  order_currency: facts.orderCurrency,
})
