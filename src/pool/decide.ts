import { createHash } from 'node:crypto'
import type { AttributionModel } from '../admission/attribution.ts'
import { attributedSuspicions } from '../admission/attribution-suspect.ts'
import type { AdmissionConfig } from '../admission/config.ts'
import { type Candidate, draw } from '../admission/inclusion.ts'
import { admittedReasons, LEARNED_REASON } from '../admission/learned-plan.ts'
import { type Plan, wantedAnswers } from '../admission/plan.ts'
import { priorityOf } from '../admission/priority.ts'
import { type SamplingPolicy, weightOf } from '../admission/sampling-policy.ts'
import { suspicions } from '../admission/suspect.ts'
import { dialogueOf, isPredicted, randomTurn } from '../admission/turns.ts'
import { windowStart } from '../admission/window.ts'
import type { LoopEvent } from '../events/event.ts'
import type { RuleName } from '../features/row.ts'
import { hashUnit } from '../stats/random.ts'
import type { DueConversation, KeptDraw, Spent } from './pool-store.ts'
import type { PoolSample } from './sample.ts'

/** Of conversations in the order of their decision, those at the front that fall into one window. */
export function firstWindow(due: readonly DueConversation[], policy: SamplingPolicy): DueConversation[] {
  const [first] = due
  if (!first) return []
  const start = windowStart(first.computedAt, policy.windowMs)
  const other = due.findIndex((conversation) => windowStart(conversation.computedAt, policy.windowMs) !== start)
  return other < 0 ? [...due] : due.slice(0, other)
}

/** Its draw is due: once, when an eligible conversation is known to be flagged or known not to be. */
export const awaitsDraw = ({ drawn, row }: DueConversation): boolean =>
  !drawn && row.flags.eligible === true && row.flagged !== null

/**
 * One draw for each that awaits it, in the given order; `spent` is what the plan gave before.
 *
 * @param chances of a fault by the model in charge, per conversation; the rule table decides about one that it has not scored
 */
export function decideDraws(
  due: readonly DueConversation[],
  plan: Plan,
  spent: Spent,
  chances: ReadonlyMap<string, number> = new Map(),
): KeptDraw[] {
  const byUser = new Map(spent.byUser)
  const byReason = new Map(spent.byReason)
  return due.filter(awaitsDraw).map((conversation) => {
    const learned = plan.threshold == null ? null : (chances.get(conversation.conversationId) ?? null)
    const reasons = admittedReasons(conversation.row.reasons, learned, plan)
    const reason = leadingReason(reasons, plan.policy)
    const userId = conversation.facts.users[0] ?? null
    const candidate: Candidate = {
      conversationId: conversation.conversationId,
      reason,
      priority: learned ?? priorityOf(conversation.facts),
      decidedAt: conversation.computedAt,
      userSpent: userId === null ? 0 : (byUser.get(userId) ?? 0),
      reasonSpent: reason === null ? 0 : (byReason.get(reason) ?? 0),
      flaggedSpent: flaggedSpent(byReason),
      controlSpent: byReason.get(null) ?? 0,
    }
    const made = draw(candidate, plan)
    if (userId !== null) byUser.set(userId, candidate.userSpent + made.probability)
    byReason.set(reason, (byReason.get(reason) ?? 0) + made.probability)
    const { conversationId, priority, decidedAt } = candidate
    const { rulesVersion } = conversation
    const byModel = reasons.includes(LEARNED_REASON)
    return { ...made, conversationId, planId: plan.planId, userId, reason, byModel, priority, decidedAt, rulesVersion }
  })
}

/** The reason that weighs most stands for the conversation in the plan; null = unflagged. */
export function leadingReason(reasons: readonly RuleName[], policy: SamplingPolicy): RuleName | null {
  const [leading] = [...reasons].sort((a, b) => weightOf(b, policy) - weightOf(a, policy))
  return leading ?? null
}

const flaggedSpent = (byReason: ReadonlyMap<RuleName | null, number>): number =>
  [...byReason].reduce((sum, [reason, expected]) => (reason === null ? sum : sum + expected), 0)

/** Samples whose content may change with the conversation: nobody's verdict hangs on it yet. */
export const isOpen = (sample: PoolSample): boolean =>
  sample.state === 'waiting' || sample.state === 'leased' || sample.state === 'withdrawn'

/** A new sample for a conversation whose draw selected it. */
export function newSample(
  conversation: DueConversation,
  made: KeptDraw,
  events: readonly LoopEvent[],
  policy: SamplingPolicy,
  config: AdmissionConfig,
  attribution: AttributionModel | null = null,
): PoolSample {
  const { conversationId, computedAt } = conversation
  const blank: PoolSample = {
    sampleId: sampleIdOf(conversationId),
    conversationId,
    userId: made.userId,
    stratum: made.reason === null ? 'control' : 'flagged',
    inclusionProbability: made.probability,
    planId: made.planId,
    rulesVersion: made.rulesVersion,
    reasons: made.byModel ? [LEARNED_REASON] : [],
    evidence: {},
    suspect: null,
    randomTurn: null,
    predictedTurns: 0,
    state: 'waiting',
    answers: 0,
    wanted: wantedAnswers(conversationId, policy),
    createdAt: computedAt,
    changedAt: computedAt,
    why: null,
  }
  return revisedSample(blank, conversation, events, policy, config, attribution)
}

/**
 * An open sample as its conversation now stands. It is withdrawn when what flagged it turned out untrue (a late order),
 * and comes back when that is taken back; its draw and probability stay. What the model admitted stays admitted: it was never a
 * rule's word that could turn out untrue.
 *
 * @param attribution of the model in charge, which then points at the turn; null = the suspect table does
 */
export function revisedSample(
  sample: PoolSample,
  { row, facts, computedAt }: DueConversation,
  events: readonly LoopEvent[],
  policy: SamplingPolicy,
  config: AdmissionConfig,
  attribution: AttributionModel | null = null,
): PoolSample {
  const dialogue = dialogueOf(events, facts)
  const byModel = sample.reasons.includes(LEARNED_REASON)
  const suspects = () =>
    attribution === null ? suspicions(dialogue, row, config) : attributedSuspicions(attribution, dialogue, row, config)
  const [suspicion] = row.flagged === true || (byModel && attribution !== null) ? suspects() : []
  const predicted = dialogue.turns.filter(isPredicted)
  const untrue = sample.stratum === 'flagged' && row.flagged === false && !byModel
  return {
    ...sample,
    reasons: byModel ? [...row.reasons, LEARNED_REASON] : row.reasons,
    evidence: { ...row.evidence, ...suspicion?.evidence },
    suspect: suspicion
      ? { eventId: suspicion.eventId, part: suspicion.part, clue: suspicion.clue, weight: suspicion.weight }
      : null,
    randomTurn: randomTurn(predicted, sample.conversationId, policy.seed),
    predictedTurns: predicted.length,
    state: untrue ? 'withdrawn' : sample.state === 'withdrawn' ? 'waiting' : sample.state,
    changedAt: Math.max(sample.changedAt, computedAt),
    why: untrue ? 'no longer flagged' : null,
  }
}

/** One sample for each conversation, so its id follows from that. */
export const sampleIdOf = (conversationId: string): string =>
  `sm-${createHash('sha256').update(conversationId).digest('hex').slice(0, 16)}`

/** Place in the queue among the samples of one plan: by chance, so that what nobody reaches is a random part. */
export const queueKeyOf = ({ planId, conversationId }: PoolSample): number =>
  hashUnit(`queue/${planId}`, conversationId)
