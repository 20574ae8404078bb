import type { z } from 'zod'
import { decode, facts, features } from '../../features/conversation.ts'
import type { ReviewTask } from '../../labels/review-task.ts'
import type { Ports } from '../wiring.ts'
import { FactsAnswer, RowAnswer, toFacts } from './conversation-answer.ts'

/** What the customer did, as far as an annotator needs it: nothing of what models said. */
export const TaskFacts = FactsAnswer.pick({
  started_at: true,
  ended_at: true,
  ctas_sent: true,
  clicked: true,
  ordered: true,
  order_amount: true,
  order_currency: true,
  ratings: true,
  human_reply: true,
}).extend({
  features: RowAnswer.shape.features.nullable().describe('null in blind review: they make half of the suspicion.'),
})

/** The facts beside a task; null = its conversation is not derived yet. */
export async function taskFacts(
  { lease }: Pick<ReviewTask, 'lease'>,
  { conversations, features: config }: Pick<Ports, 'conversations' | 'features'>,
  now: number,
): Promise<z.infer<typeof TaskFacts> | null> {
  const stored = await conversations.find(lease.conversationId)
  if (stored === null) return null
  const state = decode(stored.state)
  return {
    ...TaskFacts.omit({ features: true }).parse(toFacts(facts(state, now, config))),
    features: lease.blind ? null : features(state, now, config).features,
  }
}
