import { type AdmissionRow, admissionRow } from '../admission/rules.ts'
import { isLate } from '../events/dedupe.ts'
import type { LoopEvent } from '../events/event.ts'
import { compareCodePoints } from '../events/order.ts'
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
import { canonicalOf, eventOf, type KeptLine, keepLine, type LogLine, readLogLine } from './log-line.ts'

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
  line: KeptLine
  receivedAt: number
  conversationId: string | null
  late: boolean
  /** Of a cart or order that names a user. */
  act: OutcomeAct | null
  /** Copies that did not win. */
  losers: KeptLine[] | null
}

/**
 * Takes a log line by line. Of each event it keeps the line alone, so memory holds the log once and little more.
 */
export class Replay {
  private readonly now: number
  private readonly config: FeatureConfig
  private readonly copies = new Map<string, Copy>()
  private readonly conversationIds = new Map<string, string>()
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
    const outcome = readLogLine(line)
    if (outcome === null) return
    this.summary.lines++
    if (outcome.kind === 'rejected') this.summary.rejected++
    else if (outcome.value.receivedAt > this.now) this.summary.not_yet_arrived++
    else this.keep(outcome.value, line)
  }

  private keep(event: LoopEvent, line: LogLine): void {
    const copy = this.copyOf(event, keepLine(line))
    const known = this.copies.get(event.id)
    if (known === undefined) {
      this.copies.set(event.id, copy)
      return
    }
    this.summary.duplicates++
    const winner = this.wins(copy, known) ? copy : known
    const loser = winner === copy ? known : copy
    winner.losers = known.losers ?? []
    winner.losers.push(loser.line)
    this.copies.set(event.id, winner)
  }

  private copyOf(event: LoopEvent, line: KeptLine): Copy {
    const act = event.userId === null ? null : outcomeAct(event)
    const late = isLate(event, this.config)
    return {
      line,
      receivedAt: event.receivedAt,
      conversationId: this.shared(event.conversationId),
      late,
      act,
      losers: null,
    }
  }

  /** One string for each conversation, not one for each event. */
  private shared(conversationId: string | null): string | null {
    if (conversationId === null) return null
    const known = this.conversationIds.get(conversationId)
    if (known === undefined) this.conversationIds.set(conversationId, conversationId)
    return known ?? conversationId
  }

  private wins(a: Copy, b: Copy): boolean {
    if (a.receivedAt !== b.receivedAt) return a.receivedAt < b.receivedAt
    return compareCodePoints(canonicalOf(a.line), canonicalOf(b.line)) < 0
  }

  finish(): Replayed {
    const byConversation = new Map<string, KeptLine[]>()
    const byUser = new Map<string, OutcomeAct[]>()
    for (const copy of this.copies.values()) {
      if (copy.losers !== null) this.summary.conflicts += conflictsOf(copy.line, copy.losers)
      if (copy.late) {
        this.summary.late++
        continue
      }
      if (copy.conversationId !== null) append(byConversation, copy.conversationId, copy.line)
      if (copy.act !== null) append(byUser, copy.act.userId!, copy.act)
    }
    this.copies.clear()
    this.conversationIds.clear()
    return { rows: this.rows(byConversation, byUser), summary: this.summary, conversations: byConversation.size }
  }

  private *rows(
    byConversation: ReadonlyMap<string, KeptLine[]>,
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

function conflictsOf(winner: KeptLine, losers: readonly KeptLine[]): number {
  const canonical = canonicalOf(winner)
  return losers.filter((loser) => canonicalOf(loser) !== canonical).length
}

function append<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
