import { priorityOf } from '../../src/admission/priority.ts'
import {
  codeOf,
  DOUBT_STEPS,
  lowConfidenceAt,
  type SignalValues,
  withChangedConfidence,
} from '../../src/admission/signal-code.ts'
import type { DayCell, SignalCell } from '../../src/evaluation/rule-history.ts'
import type { LoopEvent } from '../../src/events/event.ts'
import { defaultConfig } from '../../src/features/config.ts'
import {
  conversationLink,
  facts,
  features,
  fold,
  foldOutcomes,
  newConversation,
} from '../../src/features/conversation.ts'
import { type OutcomeAct, outcomeAct } from '../../src/features/outcomes.ts'

const DAY_MS = 86_400_000

/** What the service would have stored of each conversation by an instant, as the back-test counts it. */
export interface KnownRow {
  readonly day: number
  readonly signals: number
  /** As migration 170 keeps it. */
  readonly confidence: number
  readonly doubt: number
}

/** Folds what had been received by `at`, conversation by conversation. */
export function rowsAt(events: readonly LoopEvent[], at: number): KnownRow[] {
  const received = events.filter(({ receivedAt }) => receivedAt <= at)
  const acts = Map.groupBy(
    received.flatMap((event) => outcomeAct(event) ?? []),
    ({ userId }) => userId ?? '',
  )
  const own = Map.groupBy(
    received.filter(({ conversationId }) => conversationId !== null),
    ({ conversationId }) => conversationId!,
  )
  return [...own].flatMap(([id, some]) => rowOf(id, some, acts, at) ?? [])
}

function rowOf(id: string, events: readonly LoopEvent[], acts: ReadonlyMap<string, OutcomeAct[]>, at: number) {
  const state = newConversation(id)
  fold(state, events, defaultConfig)
  const link = conversationLink(state, defaultConfig)
  const joined = (link?.users ?? [])
    .flatMap((user) => acts.get(user) ?? [])
    .filter(({ t }) => t >= link!.from && t <= link!.until)
  if (joined.length > 0) foldOutcomes(state, joined, defaultConfig)
  const row = features(state, at, defaultConfig)
  const known = facts(state, at, defaultConfig)
  if (known.startedAt === null) return null
  return {
    day: Math.floor(known.startedAt / DAY_MS),
    signals: signalsIn(row),
    confidence: confidenceIn(known) + (row.flags.closed ? 0 : 200),
    doubt: Math.round(priorityOf(known) * DOUBT_STEPS),
  }
}

/** As migration 100 computes the number. */
export const signalsIn = ({ features, flags }: { readonly features: object; readonly flags: object }): number =>
  codeOf({ ...features, ...flags } as unknown as SignalValues)

/** As migration 170 keeps it of a closed conversation. */
export const confidenceIn = ({ leastConfidence }: { readonly leastConfidence: number | null }): number =>
  leastConfidence === null ? 101 : Math.floor(leastConfidence * 100)

/** Counted as the store counts them, with low confidence at another threshold as the changed digit. */
export function countsOf(rows: readonly KnownRow[], hundredths: number): { cells: SignalCell[]; days: DayCell[] } {
  const cells = new Map<string, SignalCell & { conversations: number }>()
  const days = new Map<string, DayCell & { conversations: number }>()
  for (const { day, signals: seen, confidence, doubt } of rows) {
    const signals = withChangedConfidence(seen, lowConfidenceAt(confidence, hundredths))
    const cell = cells.get(`${signals} ${doubt}`) ?? { signals, doubt, conversations: 0 }
    cells.set(`${signals} ${doubt}`, { ...cell, conversations: cell.conversations + 1 })
    const ofDay = days.get(`${day} ${signals}`) ?? { day, signals, conversations: 0 }
    days.set(`${day} ${signals}`, { ...ofDay, conversations: ofDay.conversations + 1 })
  }
  return { cells: [...cells.values()], days: [...days.values()] }
}
