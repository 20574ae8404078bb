import { type AdmissionRow, admissionRow } from '../src/admission/rules.ts'
import { wins } from '../src/events/dedupe.ts'
import type { LoopEvent, WireEvent } from '../src/events/event.ts'
import { readEvent } from '../src/events/read.ts'
import { defaultConfig } from '../src/features/config.ts'
import {
  type ConversationState,
  conversationLink,
  facts,
  features,
  fold,
  foldOutcomes,
  newConversation,
  nextDeadline,
} from '../src/features/conversation.ts'
import { type OutcomeAct, outcomeAct } from '../src/features/outcomes.ts'
import type { DueConversation } from '../src/pool/pool-store.ts'

/** A conversation with the row by which its draw is made, and the one it ends with. */
export interface Decided {
  readonly events: readonly LoopEvent[]
  /** When `flagged` first became known. */
  readonly due: DueConversation
  /** After its last event and deadline. */
  readonly final: DueConversation
}

/**
 * Every eligible conversation of a log, as the service's fold and rules come to judge it: events one after another as they
 * are received, deadlines when they are due, orders by user. In order of decision.
 */
export function decisionsOf(wires: readonly WireEvent[]): Decided[] {
  const events = winnersOf(wires)
  const acts = Map.groupBy(actsOf(events), ({ act }) => act.userId ?? '')
  const byConversation = Map.groupBy(
    events.filter((event) => event.conversationId !== null),
    (event) => event.conversationId!,
  )
  return [...byConversation]
    .flatMap(([id, own]) => decide(id, own, acts))
    .sort((a, b) => a.due.computedAt - b.due.computedAt || (a.due.conversationId < b.due.conversationId ? -1 : 1))
}

interface ReceivedAct {
  readonly act: OutcomeAct
  readonly receivedAt: number
}

function actsOf(events: readonly LoopEvent[]): ReceivedAct[] {
  return events.flatMap((event) => {
    const act = outcomeAct(event)
    return act?.userId == null ? [] : [{ act, receivedAt: event.receivedAt }]
  })
}

function decide(id: string, own: readonly LoopEvent[], acts: Acts): Decided[] {
  const state = newConversation(id)
  let due: DueConversation | null = null
  let revision = 0
  const look = (now: number): DueConversation => {
    joinActs(state, acts, now)
    const row = admissionRow(features(state, now, defaultConfig))
    const judged = { rulesVersion: 1, rowRulesVersion: 1 }
    const seen = {
      conversationId: id,
      revision: ++revision,
      computedAt: now,
      row,
      drawn: false,
      sample: null,
      ...judged,
    }
    return { ...seen, facts: facts(state, now, defaultConfig) }
  }
  const arrivals = [...own].sort((a, b) => a.receivedAt - b.receivedAt)
  let last = look(0)
  for (const [i, event] of arrivals.entries()) {
    fold(state, [event], defaultConfig)
    if (due === null || i === arrivals.length - 1) last = look(event.receivedAt)
    if (isDecided(last.row)) due ??= last
    if (due !== null) continue
    const until = arrivals[i + 1]?.receivedAt ?? Number.POSITIVE_INFINITY
    for (let at = next(state, last, acts); at < until && due === null; at = next(state, last, acts)) {
      last = look(at)
      if (isDecided(last.row)) due = last
    }
  }
  for (let at = next(state, last, acts); at < Number.POSITIVE_INFINITY; at = next(state, last, acts)) last = look(at)
  return due === null || last.row.flags.eligible !== true ? [] : [{ events: own, due, final: last }]
}

const isDecided = ({ flags, flagged }: AdmissionRow): boolean => flags.eligible === true && flagged !== null

type Acts = ReadonlyMap<string, readonly ReceivedAct[]>

/** The next instant at which the row can change without an event of its own: a window closes, or a user buys. */
function next(state: ConversationState, { computedAt }: DueConversation, acts: Acts): number {
  let at = nextDeadline(state, computedAt, defaultConfig) ?? Number.POSITIVE_INFINITY
  for (const { receivedAt } of actsOn(state, acts)) if (receivedAt > computedAt && receivedAt < at) at = receivedAt
  return at
}

/** What the conversation's users had bought by now; folding an act again changes nothing. */
function joinActs(state: ConversationState, acts: Acts, now: number): void {
  const known = actsOn(state, acts).filter(({ receivedAt }) => receivedAt <= now)
  if (known.length > 0)
    foldOutcomes(
      state,
      known.map(({ act }) => act),
      defaultConfig,
    )
}

function actsOn(state: ConversationState, acts: Acts): ReceivedAct[] {
  const link = conversationLink(state, defaultConfig)
  if (link === null) return []
  return link.users
    .flatMap((user) => acts.get(user) ?? [])
    .filter(({ act }) => act.t >= link.from && act.t <= link.until)
}

/** As the service reads them: of copies the one that wins. */
export function winnersOf(wires: readonly WireEvent[]): LoopEvent[] {
  const byId = new Map<string, LoopEvent>()
  for (const wire of wires) {
    const read = readEvent(wire)
    if (read.kind !== 'ok') throw new Error(`${read.code}: ${JSON.stringify(wire)}`)
    const other = byId.get(read.value.id)
    if (other === undefined || wins(read.value, other)) byId.set(read.value.id, read.value)
  }
  return [...byId.values()]
}
