import { canonicalJson } from '../events/canonical.ts'
import type { Copy, CopyStore } from '../events/copies.ts'
import type { LoopEvent } from '../events/event.ts'
import type { ReplaySummary } from './replay.ts'

const BATCH = 2048

/**
 * Leaves one copy of each event in the log, the one that wins (spec/features.md, section 2), and counts the others.
 *
 * @param now epoch milliseconds; copies received later have not arrived
 */
export async function settleCopies(log: CopyStore, now: number, summary: ReplaySummary): Promise<void> {
  const staging = inBatches<Copy>((copies) => log.stage(copies))
  for await (const outcome of log.candidates()) {
    summary.lines++
    if (outcome.kind === 'rejected') summary.rejected++
    else if (outcome.value.receivedAt > now) summary.not_yet_arrived++
    else await staging.add({ event: outcome.value, canonical: canonicalJson(outcome.value.wire) })
  }
  await staging.end()
  const restoring = inBatches<LoopEvent>((events) => log.restore(events))
  let winner: Copy | null = null
  for await (const copy of log.copies()) {
    if (winner !== null && copy.event.id === winner.event.id) {
      summary.duplicates++
      if (copy.canonical !== winner.canonical) summary.conflicts++
      continue
    }
    winner = copy
    summary.lines-- // it is counted again as an event of the log
    await restoring.add(copy.event)
  }
  await restoring.end()
}

function inBatches<T>(send: (items: readonly T[]) => Promise<void>) {
  let items: T[] = []
  const flush = async (): Promise<void> => {
    if (items.length > 0) await send(items)
    items = []
  }
  return {
    add: async (item: T): Promise<void> => {
      items.push(item)
      if (items.length === BATCH) await flush()
    },
    end: flush,
  }
}
