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
  }[]
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
  const { sampleId, leaseId, annotator, recordedBy, atFault, part, betterReply, remark, seconds } = submission
  return {
    source: 'human',
    labelId: labelIdOf(leaseId),
    sampleId,
    conversationId: lease.conversationId,
    leaseId,
    annotator,
    recordedBy,
    recordedAt: now,
    blind: lease.blind,
    seconds,
    guidelineVersion: taxonomy.version,
    atFault,
    part,
    betterReply,
    remark,
    randomTurn: lease.randomTurn,
    predictedTurns: lease.predictedTurns,
    turns: submission.turns
      .filter((turn) => turn.intent !== null || turn.objection !== null)
      .map((turn) => turnAnswer(turn, lease, dialogue, taxonomy)),
  }
}

function turnAnswer(
  { turnId, intent, objection }: Submission['turns'][number],
  lease: Lease,
  dialogue: Dialogue,
  taxonomy: Taxonomy,
): TurnAnswer {
  const turn = dialogue.turns.find(({ reply }) => reply.id === turnId)
  if (!turn) throw unknownTurn(turnId, dialogue.turns)
  refuseUnknownLabel(taxonomy, 'intent', intent)
  refuseUnknownLabel(taxonomy, 'objection', objection)
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
  }
}

/** One answer per lease, so its id follows from that. */
const labelIdOf = (leaseId: string): string => `l-${createHash('sha256').update(leaseId).digest('hex').slice(0, 16)}`

function refuseContradiction({ atFault, part, turns }: Submission): void {
  if (atFault === (part === 'none')) {
    throw new LoopError(
      'LOOP_BAD_ANSWER',
      `at_fault ${atFault} with part '${part}': a fault lies in intent, objection, wording or policy; without fault the part is none. Correct one of the two.`,
    )
  }
  const ids = turns.map((turn) => turn.turnId)
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined) {
    throw new LoopError('LOOP_BAD_ANSWER', `Turn '${twice}' is answered twice. Send each turn once.`)
  }
}

const unknownTurn = (turnId: string, turns: readonly Turn[]): LoopError =>
  new LoopError(
    'LOOP_UNKNOWN_TURN',
    `'${turnId}' is no reply of this conversation, which has ${turns.map(({ reply }) => reply.id).join(', ') || 'none'}. Name a reply by its event_id.`,
  )
