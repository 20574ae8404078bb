// A slow and literal implementation of spec/features.md, written without a look at src/features: the peer that the
// fold is compared with. Sections 6 and 7: from raw lines and `now` to the rows and the summary.
import { byCodePoint } from './code-points.ts'
import { afterEnd, type Conversation, conversation, eligible, G } from './conversation.ts'
import { fsmStalled, lowConfidence, negativeFeedback, repeatedQuestion, repeatWhileStalled } from './dialogue.ts'
import { ctaNotClicked, longSilence, noConversion, noOrder } from './outcomes.ts'
import { type OracleSummary, readLog } from './read.ts'

type Ternary = boolean | null
const HOUR = 3_600_000

export interface OracleRow {
  conversation_id: string
  features: Record<string, Ternary>
  flags: Record<string, Ternary>
  flagged: Ternary
  reasons: string[]
  undecided: string[]
}

/** "false AND anything is false, true OR anything is true, else null" */
const and = (...parts: Ternary[]): Ternary => {
  if (parts.includes(false)) return false
  return parts.includes(null) ? null : true
}
const or = (...parts: Ternary[]): Ternary => {
  if (parts.includes(true)) return true
  return parts.includes(null) ? null : false
}

const row = (c: Conversation): OracleRow => {
  const features = {
    cta_not_clicked: ctaNotClicked(c),
    no_order: noOrder(c),
    repeated_question: repeatedQuestion(c),
    fsm_stalled: fsmStalled(c),
    long_silence: longSilence(c),
    no_conversion: noConversion(c),
  }
  const [low, negative, repeatStalled, able] = [
    lowConfidence(c),
    negativeFeedback(c),
    repeatWhileStalled(c),
    eligible(c),
  ]
  const flags = {
    low_confidence: low,
    negative_feedback: negative,
    repeat_while_stalled: repeatStalled,
    eligible: able,
    closed: c.closed,
    needs_human: and(able, low, or(features.no_order, features.no_conversion)),
    final: c.closed && c.now > c.end!.t + 72 * HOUR + G + 72 * HOUR,
  }
  const rules: [string, Ternary][] = [
    ['no_click_no_order', and(able, features.cta_not_clicked, features.no_order)],
    ['repeat_while_stalled', and(able, repeatStalled)],
    ['silence_no_conversion', and(able, features.long_silence, features.no_conversion)],
    ['low_confidence', and(able, low)],
    ['negative_feedback', negative],
  ]
  const named = (value: Ternary): string[] => rules.filter(([, held]) => held === value).map(([name]) => name)
  const flagged = or(...rules.map(([, held]) => held))
  return { conversation_id: c.id, features, flags, flagged, reasons: named(true), undecided: named(null) }
}

/** "One JSON object a line for each conversation named by a folded event, sorted by `conversation_id`" */
export const oracle = (
  lines: readonly string[],
  now: number,
): { rows: OracleRow[]; summary: OracleSummary; conversations: number } => {
  const { folded, summary } = readLog(lines, now)
  const ids = [...new Set(folded.map((event) => event.conversation).filter((id) => id !== null))].sort(byCodePoint)
  const all = ids.map((id) => conversation(id, folded, now))
  const after_end = all.reduce((sum, c) => sum + afterEnd(c), 0)
  return { rows: all.map(row), summary: { ...summary, after_end }, conversations: all.length }
}
