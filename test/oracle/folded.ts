// The product's rows in the oracle's form: the whole log at once, and as the service makes them, batch by batch.
import { admissionRow } from '../../src/admission/rules.ts'
import { isLate, wins } from '../../src/events/dedupe.ts'
import type { LoopEvent } from '../../src/events/event.ts'
import { compareCodePoints } from '../../src/events/order.ts'
import { readLine } from '../../src/events/read.ts'
import { defaultConfig } from '../../src/features/config.ts'
import {
  type ConversationState,
  conversationLink,
  decode,
  encode,
  features,
  fold,
  foldOutcomes,
  newConversation,
} from '../../src/features/conversation.ts'
import { actsFor, outcomeAct } from '../../src/features/outcomes.ts'
import { rowsOf } from '../../src/loop/replay.ts'
import type { Draw } from './draw.ts'
import type { OracleRow } from './oracle.ts'

type Row = ReturnType<typeof admissionRow>

const withoutEvidence = ({ evidence: _, ...row }: Row): OracleRow => row as unknown as OracleRow

export const wholeLog = (lines: readonly string[], now: number) => {
  const { rows, summary, conversations } = rowsOf(lines, now, defaultConfig)
  return { rows: [...rows].map(withoutEvidence), summary, conversations }
}

/** The winning, punctual copies among the events that have arrived. */
const winners = (lines: readonly string[], now: number): LoopEvent[] => {
  const best = new Map<string, LoopEvent>()
  for (const line of lines) {
    const outcome = readLine(line)
    if (outcome?.kind !== 'ok' || outcome.value.receivedAt > now) continue
    const rival = best.get(outcome.value.id)
    if (rival === undefined || wins(outcome.value, rival)) best.set(outcome.value.id, outcome.value)
  }
  return [...best.values()].filter((event) => !isLate(event, defaultConfig))
}

/** The same conversation after a stay in the store. */
const stored = (state: ConversationState): ConversationState => decode(encode(state))

/** Rows from batches in any order, some events given again, states encoded and decoded between batches. */
export const inBatches = (lines: readonly string[], now: number, draw: Draw): OracleRow[] => {
  const events = draw.shuffle(winners(lines, now))
  const acts = events.map(outcomeAct).filter((act) => act !== null)
  const states = new Map<string, ConversationState>()
  while (events.length > 0) {
    const batch = events.splice(0, 1 + draw.int(6))
    if (draw.chance(0.3)) events.push(...batch.slice(0, draw.mostly(1, 2)).filter(() => draw.chance(0.5)))
    for (const id of new Set(batch.map((event) => event.conversationId).filter((named) => named !== null))) {
      let state = states.get(id) ?? newConversation(id)
      if (draw.chance(0.5)) state = stored(state)
      const named = batch.filter((event) => event.conversationId === id)
      state = fold(state, named, defaultConfig)
      const link = conversationLink(state, defaultConfig)
      if (link !== null && draw.chance(0.5)) foldOutcomes(state, actsFor(link, acts), defaultConfig)
      states.set(id, draw.chance(0.5) ? stored(state) : state)
    }
  }
  return [...states.keys()].sort(compareCodePoints).map((id) => {
    const state = states.get(id)!
    const link = conversationLink(state, defaultConfig)
    const known = link === null ? state : foldOutcomes(state, actsFor(link, acts), defaultConfig)
    return withoutEvidence(admissionRow(features(stored(known), now, defaultConfig)))
  })
}

/** The conversations of a log as they stand once every event has arrived, and when that was. */
export const settledStates = (lines: readonly string[]): { states: ConversationState[]; arrivedAt: number } => {
  const events = winners(lines, Number.POSITIVE_INFINITY)
  const acts = events.map(outcomeAct).filter((act) => act !== null)
  const ids = [...new Set(events.map((event) => event.conversationId).filter((id) => id !== null))]
  const states = ids.map((id) => {
    const named = events.filter((event) => event.conversationId === id)
    const state = fold(newConversation(id), named, defaultConfig)
    const link = conversationLink(state, defaultConfig)
    return link === null ? state : foldOutcomes(state, actsFor(link, acts), defaultConfig)
  })
  return { states, arrivedAt: Math.max(0, ...events.map((event) => event.receivedAt)) }
}
