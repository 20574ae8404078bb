import type { FeatureConfig } from './config.ts'
import { ctaNotClicked } from './cta-not-clicked.ts'
import type { Cursor } from './cursor.ts'
import { fsmStalled, repeatWhileStalled } from './fsm-stalled.ts'
import { idAt, type Log } from './log.ts'
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
  const six: FeatureRow['features'] = {
    cta_not_clicked: ctaNotClicked(cursor.ctas, closed, now, config),
    no_order: noOrder(order, span, closed, now, config),
    repeated_question: repeatedQuestion(cursor.questions, closed),
    fsm_stalled: fsmStalled(cursor.rounds, closed, config),
    long_silence: longSilence(wait, closed, now, config),
    no_conversion: noConversion(conversion, span, closed, now, config),
  }
  const flags: FeatureRow['flags'] = {
    low_confidence: lowConfidence(cursor.confidences, closed),
    negative_feedback: negativeFeedback(cursor.feedback, span, closed, now, config),
    repeat_while_stalled: repeatWhileStalled(cursor.rounds, closed, config),
    eligible: eligible(cursor.userMessages, closed),
    closed,
    final: now > finalAfter(span, config),
  }
  const evidence = turnEvidence(cursor, six, flags, state.log)
  if (six.long_silence === true && wait !== null) evidence.long_silence = [idAt(state.log, wait.at)]
  if (order !== null && six.no_order === false) evidence.no_order = [order.eventId]
  if (conversion !== null && six.no_conversion === false) evidence.no_conversion = [conversion.eventId]
  return { conversation_id: state.conversationId, features: six, flags, evidence }
}

/** The events that show a value: the instance when it is true, for orders and clicks the counter-example when false. */
function turnEvidence(
  { ctas, questions, rounds, confidences, feedback }: Cursor,
  six: FeatureRow['features'],
  flags: FeatureRow['flags'],
  log: Log,
): Record<string, readonly string[]> {
  const evidence: Record<string, readonly string[]> = {}
  const show = (name: string, references: readonly Reference[]): void => {
    evidence[name] = references.map((at) => idAt(log, at))
  }
  const cta = six.cta_not_clicked === true ? ctas.firstSent : ctas.click
  if (cta !== null) show('cta_not_clicked', [cta])
  if (questions.repeat !== null) show('repeated_question', questions.repeat)
  if (rounds.stall !== null && six.fsm_stalled === true) show('fsm_stalled', rounds.stall)
  if (rounds.stalledRepeat !== null && flags.repeat_while_stalled === true) {
    show('repeat_while_stalled', rounds.stalledRepeat)
  }
  if (confidences.low !== null) show('low_confidence', [confidences.low])
  if (feedback.negative !== null && flags.negative_feedback === true) show('negative_feedback', [feedback.negative])
  return evidence
}
