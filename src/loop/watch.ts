import { setImmediate } from 'node:timers/promises'
import { failureRate, liveAccuracies, nonResponse, openSamples } from '../evaluation/live-accuracy.ts'
import type { LabelReader } from '../labels/label-reader.ts'
import { count, type FeedbackWindows, figures, newTally } from '../metrics/tally.ts'
import type { Figure, Grouping } from '../metrics/unit.ts'
import type { UnitReader } from '../metrics/unit-reader.ts'

export interface WatchPorts {
  readonly units: UnitReader
  readonly labels: LabelReader
}

export interface WatchScope {
  readonly by: Grouping | null
  /** Conversations that began in [from, to), epoch milliseconds; null = all. */
  readonly from: number | null
  readonly to: number | null
}

/**
 * Arrow that looks back at all the others: the figures of spec/metrics.md from rows as they stand, the weighted ones from
 * what people reviewed.
 *
 * @param now moment of judgement, epoch milliseconds
 */
export async function watch(
  scope: WatchScope,
  now: number,
  windows: FeedbackWindows,
  ports: WatchPorts,
): Promise<Figure[]> {
  const tally = newTally(scope.by)
  for await (const units of ports.units.units(scope.from, scope.to)) {
    for (const unit of units) count(tally, unit, now, windows)
  }
  const found: Figure[] = []
  for (const figure of figures(tally)) {
    found.push(figure)
    await setImmediate() // others are answered in between
  }
  return [...found, ...(await weightedFigures(scope, ports))]
}

async function weightedFigures({ by, from, to }: WatchScope, { units, labels }: WatchPorts): Promise<Figure[]> {
  const [reviewed, turns, responses] = [await labels.reviewed(), await labels.labelledTurns(), await labels.responses()]
  const ids = new Set([...reviewed, ...turns].map((each) => each.conversationId))
  const inScope = (startedAt: number | null): boolean =>
    (from === null || (startedAt !== null && startedAt >= from)) &&
    (to === null || (startedAt !== null && startedAt < to))
  const contexts = new Map(
    (await units.named([...ids])).filter((unit) => inScope(unit.startedAt)).map((unit) => [unit.conversationId, unit]),
  )
  const weighted = [...failureRate(reviewed, contexts, by), ...liveAccuracies(turns, contexts, by)]
  if (by !== null) return weighted
  const immature = openSamples(responses)
  return [...weighted.map((figure) => ({ ...figure, immature })), nonResponse(responses)]
}
