import { type AdmissionRow, admissionRow } from '../../src/admission/rules.ts'
import { isLate, wins } from '../../src/events/dedupe.ts'
import type { LoopEvent } from '../../src/events/event.ts'
import { readEvent } from '../../src/events/read.ts'
import { defaultConfig as config } from '../../src/features/config.ts'
import {
  conversationLink,
  facts,
  features,
  fold,
  foldOutcomes,
  newConversation,
} from '../../src/features/conversation.ts'
import { actsFor, outcomeAct } from '../../src/features/outcomes.ts'
import type { ConversationFacts } from '../../src/features/row.ts'

/** Rows and facts of all conversations at `now`, folded at one stroke from the events alone. */
export function pureRows(
  wires: readonly unknown[],
  now: number,
): Map<string, { row: AdmissionRow; facts: ConversationFacts }> {
  const winners = new Map<string, LoopEvent>()
  for (const wire of wires) {
    const read = readEvent(wire)
    if (read.kind === 'rejected' || read.value.receivedAt > now) continue
    const other = winners.get(read.value.id)
    if (other === undefined || wins(read.value, other)) winners.set(read.value.id, read.value)
  }
  const punctual = [...winners.values()].filter((event) => !isLate(event, config))
  const acts = punctual.map(outcomeAct).filter((act) => act !== null)
  const named = Map.groupBy(
    punctual.filter((event) => event.conversationId !== null),
    (event) => event.conversationId!,
  )
  return new Map(
    [...named].map(([id, events]) => {
      const state = fold(newConversation(id), events, config)
      const link = conversationLink(state, config)
      const joined = link === null ? state : foldOutcomes(state, actsFor(link, acts), config)
      return [id, { row: admissionRow(features(joined, now, config)), facts: facts(joined, now, config) }]
    }),
  )
}
