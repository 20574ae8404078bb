import { type AdmissionRow, admissionRow } from '../admission/rules.ts'
import { canonicalJson } from '../events/canonical.ts'
import { isLate } from '../events/dedupe.ts'
import type { LoopEvent, Outcome } from '../events/event.ts'
import { compareCodePoints } from '../events/order.ts'
import { readLine } from '../events/read.ts'
import type { FeatureConfig } from '../features/config.ts'
import {
  type ConversationState,
  conversationLink,
  features,
  fold,
  foldOutcomes,
  newConversation,
} from '../features/conversation.ts'
import { actsFor, type OutcomeAct, outcomeAct } from '../features/outcomes.ts'

/** What became of the lines of a log (spec/features.md, sections 2 and 7). */
export interface ReplaySummary {
  /** Blank ones are no lines. */
  lines: number
  rejected: number
  /** Valid, but received after `now`. */
  not_yet_arrived: number
  /** Copies beyond the first of each event id. */
  duplicates: number
  /** Copies whose canonical JSON differs from the winner's. */
  conflicts: number
  late: number
  /** Chat events after the end of their conversation. */
  after_end: number
}

export interface Replayed {
  /** Sorted by conversation id, each made when it is asked for. */
  readonly rows: Iterable<AdmissionRow>
  /** `after_end` is complete once all rows have been read. */
  readonly summary: ReplaySummary
  readonly conversations: number
}

/** A line of a log: text, or its bytes in UTF-8. */
export type LogLine = string | Uint8Array

/**
 * The rows of a whole log at one moment: the batch form of what the service does event by event.
 *
 * @param now epoch milliseconds; events received later have not arrived
 */
export function rowsOf(lines: Iterable<LogLine>, now: number, config: FeatureConfig): Replayed {
  const replay = new Replay(now, config)
  for (const line of lines) replay.add(line)
  return replay.finish()
}

/** The winning copy of an event so far. The event itself is read again from its line when it is folded. */
interface Copy {
  line: LogLine
  receivedAt: number
  conversationId: string | null
  /** Earlier and later copies that did not win. */
  losers: LogLine[] | null
}

/**
 * Takes a log line by line. Of each event it keeps the line alone, so memory holds the log once and little more.
 */
export class Replay {
  private readonly now: number
  private readonly config: FeatureConfig
  private readonly copies = new Map<string, Copy>()
  private readonly summary: ReplaySummary = {
    lines: 0,
    rejected: 0,
    not_yet_arrived: 0,
    duplicates: 0,
    conflicts: 0,
    late: 0,
    after_end: 0,
  }

  constructor(now: number, config: FeatureConfig) {
    this.now = now
    this.config = config
  }

  add(line: LogLine): void {
    const outcome = read(line)
    if (outcome === null) return
    this.summary.lines++
    if (outcome.kind === 'rejected') this.summary.rejected++
    else if (outcome.value.receivedAt > this.now) this.summary.not_yet_arrived++
    else this.keep(outcome.value, line)
  }

  private keep(event: LoopEvent, line: LogLine): void {
    const { receivedAt, conversationId } = event
    const known = this.copies.get(event.id)
    if (known === undefined) {
      this.copies.set(event.id, { line, receivedAt, conversationId, losers: null })
      return
    }
    this.summary.duplicates++
    const losers = (known.losers ??= [])
    if (receivedAt < known.receivedAt || (receivedAt === known.receivedAt && precedes(line, known.line))) {
      losers.push(known.line)
      Object.assign(known, { line, receivedAt, conversationId })
    } else losers.push(line)
  }

  finish(): Replayed {
    const byConversation = new Map<string, LogLine[]>()
    const byUser = new Map<string, OutcomeAct[]>()
    for (const copy of this.copies.values()) {
      if (copy.losers !== null) this.summary.conflicts += conflictsOf(copy)
      const event = eventOf(copy.line)
      if (isLate(event, this.config)) {
        this.summary.late++
        continue
      }
      if (event.conversationId !== null) append(byConversation, event.conversationId, copy.line)
      const act = outcomeAct(event)
      if (act !== null && act.userId !== null) append(byUser, act.userId, act)
    }
    this.copies.clear()
    return { rows: this.rows(byConversation, byUser), summary: this.summary, conversations: byConversation.size }
  }

  private *rows(
    byConversation: ReadonlyMap<string, LogLine[]>,
    byUser: ReadonlyMap<string, OutcomeAct[]>,
  ): Generator<AdmissionRow> {
    for (const id of [...byConversation.keys()].sort(compareCodePoints)) {
      const state = this.stateOf(id, byConversation.get(id)!.map(eventOf), byUser)
      this.summary.after_end += state.cursor.span.afterEnd
      yield admissionRow(features(state, this.now, this.config))
    }
  }

  private stateOf(
    id: string,
    events: readonly LoopEvent[],
    byUser: ReadonlyMap<string, OutcomeAct[]>,
  ): ConversationState {
    const state = fold(newConversation(id), events, this.config)
    const link = conversationLink(state, this.config)
    if (link === null) return state
    const acts = link.users.flatMap((user) => byUser.get(user) ?? [])
    return foldOutcomes(state, actsFor(link, acts), this.config)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function read(line: LogLine): Outcome<LoopEvent> | null {
  if (typeof line === 'string') return readLine(line)
  try {
    return readLine(utf8.decode(line))
  } catch {
    return { kind: 'rejected', code: 'not_json', message: 'The line is not UTF-8.' }
  }
}

/** Reads a line again that has been read before as an event. */
function eventOf(line: LogLine): LoopEvent {
  const outcome = read(line)
  if (outcome?.kind !== 'ok') throw new Error('A line that was an event is none any more.')
  return outcome.value
}

const canonicalOf = (line: LogLine): string => canonicalJson(eventOf(line).wire)
const precedes = (a: LogLine, b: LogLine): boolean => compareCodePoints(canonicalOf(a), canonicalOf(b)) < 0

function conflictsOf({ line, losers }: Copy): number {
  const winner = canonicalOf(line)
  return (losers ?? []).filter((loser) => canonicalOf(loser) !== winner).length
}

function append<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
