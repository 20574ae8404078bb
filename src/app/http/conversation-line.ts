import { z } from 'zod'
import type { ConversationLine } from '../../adapters/postgres/conversation-lines.ts'
import { RowAnswer } from './conversation-answer.ts'

const Known = z.boolean().nullable().describe('null = it cannot be told yet.')

/** What a list shows of a conversation. Instants are epoch milliseconds. */
export const LineAnswer = z.object({
  conversation_id: z.string(),
  started_at: z.number().nullable(),
  ended_at: z.number().nullable().describe('Its end, or the candidate end while it is open.'),
  closed: z.boolean(),
  assistant_id: z.string().nullable(),
  channel: z.string().nullable(),
  users: z.array(z.string()),
  user_messages: z.int(),
  least_confidence: z.number().nullable(),
  last: z
    .object({ from: z.enum(['user', 'assistant']), text: z.string() })
    .nullable()
    .describe('The last message, cut after 160 letters.'),
  flagged: Known,
  reasons: RowAnswer.shape.reasons,
  features: RowAnswer.shape.features,
  converted: Known.describe('A cart or an order, on any channel, in its window.'),
  ordered: Known,
  order_amount: z.number().nullable(),
  order_currency: z.string().nullable(),
  bundle: z.string().nullable(),
  arm: z.string().nullable(),
  sample_id: z.string().nullable(),
  pool: z
    .enum(['none', 'waiting', 'labelled', 'skipped', 'withdrawn', 'expired'])
    .describe('none = not drawn for review; waiting includes on lease.'),
})
export type LineAnswer = z.infer<typeof LineAnswer>

export function lineAnswer({ conversationId, row, facts, sampleId, sampleState, last }: ConversationLine): LineAnswer {
  const { no_conversion } = row.features
  return {
    conversation_id: conversationId,
    started_at: facts.startedAt,
    ended_at: facts.endedAt,
    closed: row.flags.closed,
    assistant_id: facts.assistantId,
    channel: facts.channel,
    users: [...facts.users],
    user_messages: facts.userMessages,
    least_confidence: facts.leastConfidence,
    last,
    flagged: row.flagged,
    reasons: [...row.reasons],
    features: row.features,
    converted: no_conversion === null ? null : !no_conversion,
    ordered: facts.ordered,
    order_amount: facts.orderAmount,
    order_currency: facts.orderCurrency,
    bundle: facts.bundle,
    arm: facts.arm,
    sample_id: sampleId,
    pool: (sampleState ?? 'none') as LineAnswer['pool'],
  }
}
