import type { LoopEvent } from '../events/event.ts'
import { textOf } from '../events/fields.ts'
import { compareEvents } from '../events/order.ts'
import type { AdmissionConfig } from './config.ts'
import type { AdmissionRow } from './rules.ts'
import type { ClueName } from './suspect-table.ts'
import type { Dialogue, Turn } from './turns.ts'

/** A turn that shows something, and the events to look at. */
export interface Finding {
  readonly turn: Turn
  readonly evidence: readonly string[]
}

type Find = (dialogue: Dialogue, row: AdmissionRow, config: AdmissionConfig) => Finding[]

/** How each clue of the suspect table is found. */
export const CLUES: Readonly<Record<ClueName, Find>> = {
  /** Predicted order intent, no click in its window and no order. */
  order_intent_unmet: (dialogue, row, config) => {
    if (row.features.no_order !== true) return []
    const clicks = dialogue.events.filter((event) => event.type === 'cta_click')
    const unmet = (turn: Turn) =>
      turn.intent !== null &&
      config.orderIntents.includes(turn.intent.toLowerCase()) &&
      !clicks.some((click) => click.t >= turn.reply.t && click.t <= turn.reply.t + config.clickWindowMs)
    return dialogue.turns.filter(unmet).map((turn) => ({ turn, evidence: [turn.reply.id] }))
  },

  /** Predicted no objection, yet the customer's next two messages ask about price. */
  price_asked_again: (dialogue, _row, config) =>
    dialogue.turns.flatMap((turn) => {
      if (turn.objection === null || !config.noObjection.includes(turn.objection.toLowerCase())) return []
      const next = messagesAfter(dialogue, turn.reply).slice(0, 2)
      const asks = next.length === 2 && next.every((message) => asksAboutPrice(textOf(message.wire, 'text'), config))
      return asks ? [{ turn, evidence: [turn.reply.id, ...next.map((message) => message.id)] }] : []
    }),

  /** The question came back although both readings were the same and sure: the wording did not help. */
  repeat_same_reading: (dialogue, row, config) => repeats(dialogue, row, (a, b) => sameReading(a, b, config)),
  repeat_other_reading: (dialogue, row, config) => repeats(dialogue, row, (a, b) => !sameReading(a, b, config)),

  stalled_run: (dialogue, row) => {
    if (row.features.fsm_stalled !== true) return []
    const shown = new Set(row.evidence.fsm_stalled)
    return lastOf(
      dialogue.turns.filter((turn) => shown.has(turn.reply.id)),
      [...shown],
    )
  },

  low_intent_confidence: (dialogue, row) =>
    leastSure(dialogue, row, (turn) => (turn.intentConfidence ?? 2) <= (turn.objectionConfidence ?? 2)),
  low_objection_confidence: (dialogue, row) =>
    leastSure(dialogue, row, (turn) => (turn.objectionConfidence ?? 2) < (turn.intentConfidence ?? 2)),

  negative_feedback: (dialogue, row) => {
    if (row.flags.negative_feedback !== true) return []
    return eventsOf(dialogue, row.evidence.negative_feedback, 'explicit_feedback').flatMap((feedback) =>
      lastOf(turnsBefore(dialogue, feedback), [feedback.id]),
    )
  },

  silence_after_reply: (dialogue, row) => {
    if (row.features.long_silence !== true) return []
    const shown = row.evidence.long_silence ?? []
    const waits = dialogue.events.filter((event) => shown.includes(event.id))
    return waits.slice(-1).flatMap((wait) => lastOf(turnsBefore(dialogue, wait, true), [wait.id]))
  },

  cta_ignored: (dialogue, row) => {
    if (row.features.cta_not_clicked !== true) return []
    return dialogue.events
      .filter((event) => event.type === 'cta_sent')
      .slice(-1)
      .flatMap((cta) => lastOf(turnsBefore(dialogue, cta, true), [cta.id]))
  },
}

/** Does a text speak of price? English words as a whole, Chinese ones anywhere. */
export function asksAboutPrice(text: string | null, config: AdmissionConfig): boolean {
  const plain = (text ?? '').normalize('NFKC').toLowerCase()
  if (config.priceWordsZh.some((word) => plain.includes(word))) return true
  const spoken = new Set(plain.match(/[\p{L}\p{N}]+/gu))
  return config.priceWordsEn.some((word) => spoken.has(word))
}

/** The replies to the earlier of two equal questions; `wanted` looks at it beside the reply to the later one. */
function repeats(dialogue: Dialogue, row: AdmissionRow, wanted: (a: Turn, b: Turn | null) => boolean): Finding[] {
  if (row.features.repeated_question !== true) return []
  const messages = eventsOf(
    dialogue,
    row.evidence.repeat_while_stalled ?? row.evidence.repeated_question,
    'user_message',
  )
  const [earlier, later] = messages.slice(-2)
  if (!earlier || !later) return []
  const answer = dialogue.turns.find((turn) => compareEvents(turn.reply, earlier) > 0)
  if (!answer || compareEvents(answer.reply, later) > 0) return []
  const next = dialogue.turns.find((turn) => compareEvents(turn.reply, later) > 0) ?? null
  return wanted(answer, next) ? [{ turn: answer, evidence: [earlier.id, answer.reply.id, later.id] }] : []
}

function sameReading(a: Turn, b: Turn | null, { highConfidence }: AdmissionConfig): boolean {
  if (b === null || a.intent !== b.intent || a.objection !== b.objection) return false
  const sure = (label: string | null, confidence: number | null) =>
    label === null || (confidence ?? 0) >= highConfidence
  const both = [a, b].every(
    (turn) => sure(turn.intent, turn.intentConfidence) && sure(turn.objection, turn.objectionConfidence),
  )
  return both && a.intent !== null
}

function leastSure(dialogue: Dialogue, row: AdmissionRow, wanted: (turn: Turn) => boolean): Finding[] {
  if (row.flags.low_confidence !== true) return []
  const least = (turn: Turn) => Math.min(turn.intentConfidence ?? 2, turn.objectionConfidence ?? 2)
  const [first] = dialogue.turns.filter((turn) => least(turn) <= 1).sort((a, b) => least(a) - least(b))
  return first && wanted(first) ? [{ turn: first, evidence: [first.reply.id] }] : []
}

const messagesAfter = (dialogue: Dialogue, event: LoopEvent): LoopEvent[] =>
  dialogue.events.filter((other) => other.type === 'user_message' && compareEvents(other, event) > 0)

const turnsBefore = (dialogue: Dialogue, event: LoopEvent, withItself = false): Turn[] =>
  dialogue.turns.filter((turn) => compareEvents(turn.reply, event) < (withItself ? 1 : 0))

const lastOf = (turns: readonly Turn[], evidence: readonly string[]): Finding[] =>
  turns.slice(-1).map((turn) => ({ turn, evidence }))

const eventsOf = (dialogue: Dialogue, ids: readonly string[] | undefined, type: LoopEvent['type']): LoopEvent[] =>
  dialogue.events.filter((event) => event.type === type && ids?.includes(event.id))
