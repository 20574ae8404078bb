import type { RowSink } from '../admission/row-sink.ts'
import { admissionRow } from '../admission/rules.ts'
import { compareCodePoints } from '../events/order.ts'
import type { BatchLog, EventBatch } from '../features/batch-log.ts'
import { ColumnRow } from '../features/column-record.ts'
import type { FeatureConfig } from '../features/config.ts'
import { type ConversationState, features, foldOutcomes, newConversation } from '../features/conversation.ts'
import { actAt } from '../features/event-columns.ts'
import { foldNext } from '../features/fold-columns.ts'
import { type Lookups, lookupsOf } from '../features/lookups.ts'
import { CART_EVENT, ORDER_EVENT } from '../features/record.ts'
import type { ReplaySummary } from './replay.ts'
import { settleCopies } from './settle-copies.ts'

export interface Backfilled {
  readonly summary: ReplaySummary
  readonly conversations: number
}

/**
 * Rows of a log that does not fit into memory: the same rows as `rowsOf`, one conversation in memory at a time.
 *
 * @param now epoch milliseconds; events received later have not arrived
 */
export async function backfill(log: BatchLog, now: number, config: FeatureConfig, sink: RowSink): Promise<Backfilled> {
  const summary = { lines: 0, rejected: 0, not_yet_arrived: 0, duplicates: 0, conflicts: 0, late: 0, after_end: 0 }
  await settleCopies(log, now, summary)
  const run = new Run(now, config, summary, sink)
  for await (const batch of log.sorted(now, config)) {
    run.take(batch)
    await sink.drain()
  }
  run.endConversation()
  await sink.end()
  summary.lines += log.unstored.lines
  summary.rejected += log.unstored.rejected
  summary.not_yet_arrived += log.unstored.not_yet_arrived
  return { summary, conversations: run.conversations }
}

/** The conversation at hand, and what has been counted. */
class Run {
  conversations = 0
  private readonly now: number
  private readonly lookups: Lookups
  private readonly summary: ReplaySummary
  private readonly sink: RowSink
  private conversation: string | null = null
  /** Its events that count: the first `count`. The objects are used again by the next conversation. */
  private events: ColumnRow<EventBatch>[] = []
  private count = 0
  private named = false

  constructor(now: number, config: FeatureConfig, summary: ReplaySummary, sink: RowSink) {
    this.now = now
    this.lookups = lookupsOf(config)
    this.summary = summary
    this.sink = sink
  }

  take(batch: EventBatch): void {
    for (let row = 0; row < batch.size; row++) {
      if (batch.changes(row)) this.enter(batch.conversation(row))
      if (!batch.away(row)) {
        if (!this.counts(batch, row)) continue
        this.named = true
      }
      if (this.conversation !== null) this.hold(batch, row)
    }
  }

  private hold(batch: EventBatch, row: number): void {
    const held = this.events[this.count]
    if (held === undefined) this.events.push(new ColumnRow(batch, row))
    else held.moveTo(batch, row)
    this.count++
  }

  /** Is the event valid, here, and in time? Counts it if not. */
  private counts(batch: EventBatch, row: number): boolean {
    const { summary } = this
    summary.lines++
    if (batch.invalid(row)) summary.rejected++
    else if (batch.receivedAt(row) > this.now) summary.not_yet_arrived++
    else if (this.isLate(batch, row)) summary.late++
    else return true
    return false
  }

  private isLate(batch: EventBatch, row: number): boolean {
    const { lateChatMs, lateOutcomeMs } = this.lookups.config
    return batch.receivedAt(row) - batch.t(row) > (isOutcome(batch.rank(row)) ? lateOutcomeMs : lateChatMs)
  }

  private enter(conversation: string | null): void {
    if (conversation === this.conversation) return
    this.endConversation()
    this.conversation = conversation
  }

  endConversation(): void {
    const { conversation, named } = this
    if (conversation !== null && named) {
      this.conversations++
      const state = this.fold(conversation)
      this.summary.after_end += state.cursor.span.afterEnd
      this.sink.write(admissionRow(features(state, this.now, this.lookups.config)))
    }
    // Each object keeps a batch in memory until it is used again.
    if (this.events.length > EVENTS_KEPT) this.events.length = EVENTS_KEPT
    this.count = 0
    this.named = false
    this.conversation = null
  }

  private fold(conversation: string): ConversationState {
    const { events, count, lookups } = this
    const state = newConversation(conversation)
    this.orderTies()
    for (let i = 0; i < count; i++) {
      const event = events[i]!
      const { columns, row } = event
      if (!isOutcome(columns.rank(row))) {
        foldNext(state, event, lookups)
        continue
      }
      const act = actAt(columns, row, columns.away(row) ? null : conversation)
      if (act !== null) foldOutcomes(state, [act], lookups.config)
    }
    return state
  }

  /** The engine sorted by time and rank; equal ones are put in the order of their ids here. */
  private orderTies(): void {
    const { events, count } = this
    for (let from = 0; from < count; ) {
      const { columns, row } = events[from]!
      const t = columns.t(row)
      const rank = columns.rank(row)
      let to = from + 1
      while (to < count && isAt(events[to]!, t, rank)) to++
      if (to - from > 1) {
        for (const [i, event] of sortedById(events.slice(from, to)).entries()) events[from + i] = event
      }
      from = to
    }
  }
}

/** Objects for events that are used again. */
const EVENTS_KEPT = 64

const isAt = ({ columns, row }: ColumnRow, t: number, rank: number): boolean =>
  columns.t(row) === t && columns.rank(row) === rank

function sortedById(events: readonly ColumnRow<EventBatch>[]): ColumnRow<EventBatch>[] {
  const named = events.map((event) => ({ event, id: event.id }))
  return named.sort((a, b) => compareCodePoints(a.id, b.id)).map(({ event }) => event)
}

const isOutcome = (rank: number): boolean => rank === CART_EVENT || rank === ORDER_EVENT
