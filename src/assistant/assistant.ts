import type { PredictAnswer } from '../client/predict.ts'
import { type Action, CLARIFY, HAND_OVER, type Offer, type PolicyRow, policyFor, type State } from './policy-table.ts'
import { isIntent, isObjection, type Language } from './taxonomy.ts'
import { type ReplyFacts, vagueReply, wordReply } from './wording.ts'

/** What the assistant remembers of one conversation. */
export interface Session {
  readonly state: State
  /** Replies so far that could only ask back. */
  readonly clarifications: number
}

export const newSession: Session = { state: 'greeting', clarifications: 0 }

/** The parts of a prediction that the assistant uses. */
export type Understanding = Pick<
  PredictAnswer,
  'intent' | 'objection' | 'bundle' | 'arm' | 'decision_id' | 'experiment'
>

/** Ways in which a running assistant goes wrong although it understood; planted by whoever drives it. */
export type Slip = 'wording' | 'policy' | null

export interface Situation {
  readonly language: Language
  readonly facts: ReplyFacts
  readonly slip: Slip
  /** Picks the wording, in [0, 1). */
  readonly unit: number
}

export interface Reply {
  readonly session: Session
  readonly action: Action
  readonly offer: Offer
  readonly text: string
  readonly from: State
  readonly to: State
}

/** Below this confidence in the intent the assistant asks back instead of guessing. */
export const CLARIFY_BELOW = 0.35

/**
 * One turn of the reference assistant: from what was understood to an action, a reply and perhaps an offer.
 *
 * @param understanding null when no prediction came in time: the assistant asks back, then hands over
 */
export function respond(session: Session, understanding: Understanding | null, situation: Situation): Reply {
  const row = slipped(chooseRow(session, understanding), session, situation.slip)
  const to = row.to ?? session.state
  const { language, facts, unit } = situation
  return {
    session: { state: to, clarifications: session.clarifications + (row.action === 'clarify' ? 1 : 0) },
    action: row.action,
    offer: row.offer,
    text: situation.slip === 'wording' ? vagueReply(language, unit) : wordReply(row.action, language, facts, unit),
    from: session.state,
    to,
  }
}

function chooseRow(session: Session, understanding: Understanding | null): PolicyRow {
  const { label: intent, confidence } = understanding?.intent ?? { label: '', confidence: 0 }
  const objection = understanding?.objection?.label ?? 'none'
  if (!isIntent(intent) || confidence < CLARIFY_BELOW) return session.clarifications >= 2 ? HAND_OVER : CLARIFY
  return policyFor(intent, isObjection(objection) ? objection : 'none')
}

/** A policy slip: pushes the checkout on somebody who asked something else, or asks back what was already clear. */
function slipped(row: PolicyRow, session: Session, slip: Slip): PolicyRow {
  if (slip !== 'policy') return row
  return session.state === 'service' || row.action === 'check_out'
    ? CLARIFY
    : { action: 'check_out', offer: 'checkout' }
}
