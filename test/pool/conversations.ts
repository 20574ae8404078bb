import type { AdmissionRow } from '../../src/admission/rules.ts'
import type { ConversationFacts, RuleName } from '../../src/features/row.ts'
import type { DueConversation } from '../../src/pool/pool-store.ts'

export const DAY = 24 * 60 * 60 * 1000
export const MONDAY = 20_000 * DAY

export interface Described {
  readonly id: string
  /** null = not yet known. */
  readonly flagged: boolean | null
  readonly reasons?: readonly RuleName[]
  readonly eligible?: boolean | null
  readonly user?: string | null
  readonly confidence?: number
  readonly at?: number
  readonly revision?: number
}

/** A conversation as admission finds it, with everything that a test does not speak of at its plainest. */
export function conversation(described: Described): Omit<DueConversation, 'drawn' | 'sample'> {
  const {
    id,
    flagged,
    eligible = true,
    user = `user of ${id}`,
    confidence = 0.5,
    at = MONDAY,
    revision = 1,
  } = described
  return {
    conversationId: id,
    revision,
    computedAt: at,
    rulesVersion: 1,
    rowRulesVersion: 1,
    row: rowOf(id, flagged, described.reasons ?? (flagged ? ['low_confidence'] : []), eligible),
    facts: factsOf(user, confidence, at),
  }
}

function rowOf(
  id: string,
  flagged: boolean | null,
  reasons: readonly RuleName[],
  eligible: boolean | null,
): AdmissionRow {
  const has = (reason: RuleName) => reasons.includes(reason)
  return {
    conversation_id: id,
    features: {
      cta_not_clicked: has('no_click_no_order'),
      no_order: true,
      repeated_question: has('repeat_while_stalled'),
      fsm_stalled: has('repeat_while_stalled'),
      long_silence: has('silence_no_conversion'),
      no_conversion: has('silence_no_conversion'),
    },
    flags: {
      low_confidence: has('low_confidence'),
      negative_feedback: has('negative_feedback'),
      repeat_while_stalled: has('repeat_while_stalled'),
      eligible,
      closed: true,
      needs_human: false,
      final: false,
    },
    flagged,
    reasons,
    undecided: [],
    evidence: has('low_confidence') ? { low_confidence: [`${id}/reply1`] } : {},
  }
}

const factsOf = (user: string | null, confidence: number, at: number): ConversationFacts => ({
  startedAt: at - 60_000,
  endedAt: at,
  users: user === null ? [] : [user],
  assistantId: 'shop',
  channel: 'web',
  bundle: 'b-1',
  arm: 'live',
  userMessages: 2,
  predictedTurns: [],
  predictedTurnCount: 2,
  leastConfidence: confidence,
  ctasSent: 0,
  clicked: false,
  hardEnd: true,
  terminalReached: false,
  humanReply: false,
  ratings: [],
  ordered: null,
  orderAmount: null,
  orderCurrency: null,
})

/** Two rounds: the messages of `conversation(…)`, as they came on the wire. */
export function chat(id: string, at = MONDAY): Record<string, unknown>[] {
  const event = (name: string, type: string, offsetMs: number, fields: Record<string, unknown>) => ({
    event_id: `${id}/${name}`,
    type,
    conversation_id: id,
    user_id: `user of ${id}`,
    occurred_at: at - 60_000 + offsetMs,
    received_at: at - 60_000 + offsetMs,
    ...fields,
  })
  const reading = (intent: string, confidence: number) => ({
    predicted_intent: intent,
    intent_confidence: confidence,
    predicted_objection: 'none',
    objection_confidence: 0.9,
    bundle: 'b-1',
  })
  return [
    event('question1', 'user_message', 0, { text: 'how much is it' }),
    event('reply1', 'assistant_message', 1000, { response: 'It is in stock.', ...reading('availability', 0.4) }),
    event('question2', 'user_message', 2000, { text: 'and the warranty' }),
    event('reply2', 'assistant_message', 3000, { response: 'Two years.', ...reading('warranty', 0.95) }),
  ]
}
