import { type AdmissionRow, admissionRow } from '../../src/admission/rules.ts'
import { wins } from '../../src/events/dedupe.ts'
import type { LoopEvent, WireEvent } from '../../src/events/event.ts'
import { readEvent } from '../../src/events/read.ts'
import { defaultConfig } from '../../src/features/config.ts'
import { conversationLink, features, fold, foldOutcomes, newConversation } from '../../src/features/conversation.ts'
import { actsFor, outcomeAct } from '../../src/features/outcomes.ts'

/** The rows of all conversations of a log, long after its last event: what the rules flag once all is known. */
export function rowsOf(wires: readonly WireEvent[]): Map<string, AdmissionRow> {
  const events = winnersOf(wires)
  const acts = events.map(outcomeAct).filter((act) => act !== null)
  const now = Math.max(...events.map((event) => event.receivedAt)) + 30 * 86_400_000
  const byConversation = Map.groupBy(
    events.filter((event) => event.conversationId !== null),
    (event) => event.conversationId as string,
  )
  const rows = new Map<string, AdmissionRow>()
  for (const [id, own] of byConversation) {
    let state = fold(newConversation(id), own, defaultConfig)
    const link = conversationLink(state, defaultConfig)
    if (link !== null) state = foldOutcomes(state, actsFor(link, acts), defaultConfig)
    rows.set(id, admissionRow(features(state, now, defaultConfig)))
  }
  return rows
}

function winnersOf(wires: readonly WireEvent[]): LoopEvent[] {
  const byId = new Map<string, LoopEvent>()
  for (const wire of wires) {
    const read = readEvent(wire)
    if (read.kind !== 'ok') throw new Error(`${read.code}: ${JSON.stringify(wire)}`)
    const other = byId.get(read.value.id)
    if (other === undefined || wins(read.value, other)) byId.set(read.value.id, read.value)
  }
  return [...byId.values()]
}
