import type { Dialogue, Turn } from '../admission/turns.ts'
import type { LoopEvent } from '../events/event.ts'
import { textOf } from '../events/fields.ts'
import type { PoolSample } from '../pool/sample.ts'
import { withoutPredictions } from './blind.ts'
import type { Lease } from './label-desk.ts'
import type { TurnPrediction } from './label-reader.ts'
import type { Taxonomy } from './taxonomy.ts'

/** One message of the conversation, as an annotator reads it. */
export interface TranscriptLine {
  readonly eventId: string
  readonly role: 'user' | 'assistant' | 'human'
  readonly text: string
  /** Epoch milliseconds. */
  readonly at: number
  /** null for customers, and in blind review. */
  readonly prediction: TurnPrediction | null
}

/** Everything an annotator needs for one answer. */
export interface ReviewTask {
  readonly lease: Lease
  /** In blind review without what drew it: stratum, reasons, suspicion. */
  readonly sample: Omit<PoolSample, 'stratum'> & { readonly stratum: PoolSample['stratum'] | null }
  readonly lines: readonly TranscriptLine[]
  readonly taxonomy: Taxonomy
}

export function reviewTask(lease: Lease, sample: PoolSample, dialogue: Dialogue, taxonomy: Taxonomy): ReviewTask {
  // A settled sample that checks the annotator looks like one that waits for him.
  const asked = lease.purpose === 'gold' ? { ...sample, state: 'leased' as const, answers: 0, why: null } : sample
  const held = isHeldBack(lease)
  const open = held ? withoutPredictions(asked) : asked
  const shown = lease.blind ? { ...asked, stratum: null, reasons: [], evidence: {}, suspect: null } : open
  return { lease, sample: shown, lines: transcript(dialogue, lease.blind || held), taxonomy }
}

/** Do the predictions of this lease still wait for a first choice? */
export const isHeldBack = ({ blind, heldBack, firstChoice = null }: Lease): boolean =>
  heldBack === true && !blind && firstChoice === null

/** @param blind leaves out what the models said */
export function transcript(dialogue: Dialogue, blind: boolean): TranscriptLine[] {
  const turns = new Map(dialogue.turns.map((turn) => [turn.reply.id, turn]))
  return dialogue.events.flatMap((event): TranscriptLine[] => {
    if (event.type === 'user_message') return [{ ...line(event, 'text'), role: 'user', prediction: null }]
    const turn = turns.get(event.id)
    if (!turn) return []
    const role = turn.byHuman ? 'human' : 'assistant'
    return [{ ...line(event, 'response'), role, prediction: blind ? null : predictionOf(turn) }]
  })
}

const line = (event: LoopEvent, field: 'text' | 'response') => ({
  eventId: event.id,
  text: textOf(event.wire, field) ?? '',
  at: event.t,
})

const predictionOf = ({ intent, intentConfidence, objection, objectionConfidence }: Turn): TurnPrediction => ({
  intent,
  intentConfidence,
  objection,
  objectionConfidence,
})
