import { createHash } from 'node:crypto'
import type { Dialogue, Turn } from '../admission/turns.ts'
import { LoopError } from '../errors/loop-error.ts'
import type { Part } from '../pool/sample.ts'
import type { Lease } from './label-desk.ts'
import type { HumanLabel, TurnAnswer } from './ledger.ts'
import { refuseUnknownLabel, type Taxonomy } from './taxonomy.ts'

/** An answer as it is handed in. */
export interface Submission {
  readonly sampleId: string
  readonly leaseId: string
  readonly annotator: string
  readonly recordedBy: string
  readonly atFault: boolean
  readonly part: Part
  readonly turns: readonly {
    readonly turnId: string
    readonly intent: string | null
    readonly objection: string | null
    readonly style?: string | null
  }[]
  /** Event id of the reply at fault; absent or null = not said. */
  readonly faultTurn?: string | null
  readonly betterReply: string | null
  readonly remark: string | null
  readonly seconds: number | null
}

/**
 * The ledger entry of an answer: each turn with the text that it answers and the prediction as it was.
 * Throws LOOP_BAD_ANSWER, LOOP_UNKNOWN_TURN, LOOP_UNKNOWN_LABEL.
 */
export function humanLabel(
  submission: Submission,
  lease: Lease,
  dialogue: Dialogue,
  taxonomy: Taxonomy,
  now: number,
): HumanLabel {
  refuseContradiction(submission)
  refuseHumanFault(submission, dialogue)
  const { sampleId, leaseId, annotator, recordedBy, atFault, part, betterReply, remark, seconds } = submission
  return {
    source: 'human',
    purpose: lease.purpose,
    labelId: labelIdOf(leaseId),
    sampleId,
    conversationId: lease.conversationId,
    leaseId,
    annotator,
    recordedBy,
    recordedAt: now,
    blind: lease.blind,
    predictionShown: !lease.blind && (!lease.heldBack || (lease.firstChoice ?? null) !== null),
    firstChoice: lease.firstChoice ?? null,
    seconds,
    guidelineVersion: taxonomy.version,
    atFault,
    part,
    faultTurn: submission.faultTurn ?? null,
    betterReply,
    remark,
    randomTurn: lease.randomTurn,
    predictedTurns: lease.predictedTurns,
    turns: submission.turns
      .filter(({ intent, objection, style }) => intent !== null || objection !== null || (style ?? null) !== null)
      .map((turn) => turnAnswer(turn, lease, dialogue, taxonomy)),
  }
}

function turnAnswer(
  { turnId, intent, objection, style = null }: Submission['turns'][number],
  lease: Lease,
  dialogue: Dialogue,
  taxonomy: Taxonomy,
): TurnAnswer {
  const turn = dialogue.turns.find(({ reply }) => reply.id === turnId)
  if (!turn) throw unknownTurn(turnId, dialogue.turns)
  refuseUnknownLabel(taxonomy, 'intent', intent)
  refuseUnknownLabel(taxonomy, 'objection', objection)
  refuseUnknownLabel(taxonomy, 'style', style)
  return {
    turnId,
    textEventId: turn.question?.id ?? null,
    isRandom: turnId === lease.randomTurn,
    isSuspect: turnId === lease.suspectTurn,
    bundle: turn.bundle,
    prediction: {
      intent: turn.intent,
      intentConfidence: turn.intentConfidence,
      objection: turn.objection,
      objectionConfidence: turn.objectionConfidence,
    },
    intent,
    objection,
    style,
  }
}

/** One answer per lease, so its id follows from that. */
const labelIdOf = (leaseId: string): string => `l-${createHash('sha256').update(leaseId).digest('hex').slice(0, 16)}`

function refuseContradiction({ atFault, part, turns, faultTurn = null }: Submission): void {
  if (atFault === (part === 'none')) {
    throw new LoopError(
      'LOOP_BAD_ANSWER',
      `at_fault ${atFault} with part '${part}': a fault lies in intent, objection, wording or policy; without fault the part is none. Correct one of the two.`,
    )
  }
  if (!atFault && faultTurn !== null) {
    throw new LoopError(
      'LOOP_BAD_ANSWER',
      `at_fault is false and fault_turn names '${faultTurn}'. Leave fault_turn out, or say at_fault true.`,
    )
  }
  const ids = turns.map((turn) => turn.turnId)
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined) {
    throw new LoopError('LOOP_BAD_ANSWER', `Turn '${twice}' is answered twice. Send each turn once.`)
  }
}

/**
 * What a person wrote is never a model's fault: neither the reply that the answer names, nor a conversation in which only
 * people replied.
 */
function refuseHumanFault({ atFault, part, faultTurn = null }: Submission, { turns }: Dialogue): void {
  if (!atFault) return
  const named = faultTurn === null ? null : turns.find(({ reply }) => reply.id === faultTurn)
  if (named === undefined) throw unknownTurn(faultTurn!, turns)
  const byModels = turns.filter((turn) => !turn.byHuman).map(({ reply }) => reply.id)
  if (named ? !named.byHuman : turns.length === 0 || byModels.length > 0) return
  const written = named ? `the reply '${named.reply.id}'` : 'every reply of this conversation'
  const instead =
    byModels.length > 0 ? `Name a model's reply as fault_turn (${byModels.join(', ')}), or answer` : 'Answer'
  throw new LoopError(
    'LOOP_HUMAN_REPLY',
    `part '${part}' blames a model, but ${written} was written by a person, which is never a model's fault. ${instead} at_fault false with part none.`,
  )
}

const unknownTurn = (turnId: string, turns: readonly Turn[]): LoopError =>
  new LoopError(
    'LOOP_UNKNOWN_TURN',
    `'${turnId}' is no reply of this conversation, which has ${turns.map(({ reply }) => reply.id).join(', ') || 'none'}. Name a reply by its event_id.`,
  )
