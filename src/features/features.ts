import type { FeatureConfig } from './config.ts'
import { ctaNotClicked } from './cta-not-clicked.ts'
import { fsmStalled, repeatWhileStalled } from './fsm-stalled.ts'
import { idAt } from './log.ts'
import { firstUnendedWait, longSilence } from './long-silence.ts'
import { lowConfidence } from './low-confidence.ts'
import { negativeFeedback } from './negative-feedback.ts'
import { firstConversion, noConversion } from './no-conversion.ts'
import { firstOrder, noOrder } from './no-order.ts'
import type { Reference } from './reference.ts'
import { repeatedQuestion } from './repeated-question.ts'
import type { FeatureRow } from './row.ts'
import { eligible, finalAfter, isClosed } from './span.ts'
import type { ConversationState } from './state.ts'

/**
 * The row of a conversation at a moment (spec/features.md, sections 4 to 7).
 *
 * @param now epoch milliseconds; every event folded so far must have been received by then
 */
export function features(state: ConversationState, now: number, config: FeatureConfig): FeatureRow {
  const { cursor, acts } = state
  const { span, users } = cursor
  const closed = isClosed(span, now, config)
  const order = firstOrder(acts, users, span, config)
  const conversion = firstConversion(acts, users, span, config)
  const wait = firstUnendedWait(cursor.waits, acts, users, config)
  const row = {
    conversation_id: state.conversationId,
    features: {
      cta_not_clicked: ctaNotClicked(cursor.ctas, closed, now, config),
      no_order: noOrder(order, span, closed, now, config),
      repeated_question: repeatedQuestion(cursor.questions, closed),
      fsm_stalled: fsmStalled(cursor.rounds, closed, config),
      long_silence: longSilence(wait, closed, now, config),
      no_conversion: noConversion(conversion, span, closed, now, config),
    },
    flags: {
      low_confidence: lowConfidence(cursor.confidences, closed),
      negative_feedback: negativeFeedback(cursor.feedback, span, closed, now, config),
      repeat_while_stalled: repeatWhileStalled(cursor.rounds, closed, config),
      eligible: eligible(cursor.userMessages, closed),
      closed,
      final: now > finalAfter(span, config),
    },
    evidence: {} as Record<string, readonly string[]>,
  }
  const show = (name: string, shown: boolean, references: readonly (Reference | null)[]) => {
    if (shown) row.evidence[name] = references.filter((at) => at !== null).map((at) => idAt(state.log, at))
  }
  const { ctas, questions, rounds } = cursor
  show('cta_not_clicked', row.features.cta_not_clicked === true, [ctas.firstSent])
  show('cta_clicked', ctas.click !== null, [ctas.click])
  show('repeated_question', row.features.repeated_question === true, questions.repeat ?? [])
  show('fsm_stalled', row.features.fsm_stalled === true, rounds.stall ?? [])
  show('long_silence', row.features.long_silence === true, [wait?.at ?? null])
  show('repeat_while_stalled', row.flags.repeat_while_stalled === true, rounds.stalledRepeat ?? [])
  show('low_confidence', row.flags.low_confidence === true, [cursor.confidences.low])
  show('negative_feedback', row.flags.negative_feedback === true, [cursor.feedback.negative])
  if (order !== null && row.features.no_order === false) row.evidence.order = [order.eventId]
  if (conversion !== null && row.features.no_conversion === false) row.evidence.conversion = [conversion.eventId]
  return row
}
