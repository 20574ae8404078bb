import { canonicalJson } from '../events/canonical.ts'
import type { CopyStore } from '../events/copies.ts'
import { wins } from '../events/dedupe.ts'
import type { LoopEvent } from '../events/event.ts'
import type { ReplaySummary } from './replay.ts'

/** What is known of one event id: its best copy so far, and how often each content came. */
interface Copies {
  winner: LoopEvent
  count: number
  /** Canonical JSON -> copies. Empty while there is one copy only. */
  readonly contents: Map<string, number>
}

const BATCH = 2048

/**
 * Leaves one copy of each event in the log, the one that wins (spec/features.md, section 2), and counts the others.
 *
 * @param now epoch milliseconds; copies received later have not arrived
 */
export async function settleCopies(log: CopyStore, now: number, summary: ReplaySummary): Promise<void> {
  let group: unknown
  let byId = new Map<string, Copies>()
  let winners: LoopEvent[] = []
  for await (const candidate of log.candidates()) {
    if (candidate.group !== group) {
      winners.push(...settle(byId, summary))
      byId = new Map()
      group = candidate.group
      if (winners.length >= BATCH) {
        await log.restore(winners)
        winners = []
      }
    }
    const { outcome } = candidate
    if (outcome.kind === 'ok' && outcome.value.receivedAt <= now) {
      addCopy(byId, outcome.value)
      continue
    }
    summary.lines++
    if (outcome.kind === 'ok') summary.not_yet_arrived++
    else summary.rejected++
  }
  winners.push(...settle(byId, summary))
  if (winners.length > 0) await log.restore(winners)
}

function addCopy(byId: Map<string, Copies>, event: LoopEvent): void {
  const copies = byId.get(event.id)
  if (copies === undefined) {
    byId.set(event.id, { winner: event, count: 1, contents: new Map() })
    return
  }
  if (copies.count === 1) copies.contents.set(canonicalJson(copies.winner.wire), 1)
  copies.count++
  const content = canonicalJson(event.wire)
  copies.contents.set(content, (copies.contents.get(content) ?? 0) + 1)
  if (wins(event, copies.winner)) copies.winner = event
}

/** The winner of each id. It is counted as a line when the log is read. */
function settle(byId: ReadonlyMap<string, Copies>, summary: ReplaySummary): LoopEvent[] {
  return [...byId.values()].map(({ winner, count, contents }) => {
    summary.lines += count - 1
    summary.duplicates += count - 1
    if (contents.size > 1) summary.conflicts += count - contents.get(canonicalJson(winner.wire))!
    return winner
  })
}
