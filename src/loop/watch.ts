import { setImmediate } from 'node:timers/promises'
import { failureRate, liveAccuracies } from '../evaluation/live-accuracy.ts'
import { nonResponse, openSamples } from '../evaluation/non-response.ts'
import { countStratum, newPopulation, type Population } from '../evaluation/population.ts'
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
  const population = newPopulation(scope.by)
  for await (const units of ports.units.units(scope.from, scope.to)) {
    for (const unit of units) {
      count(tally, unit, now, windows)
      countStratum(population, unit)
    }
  }
  const found: Figure[] = []
  for (const figure of figures(tally)) {
    found.push(figure)
    await setImmediate() // others are answered in between
  }
  return [...found, ...(await weightedFigures(scope, population, ports))]
}

async function weightedFigures(
  { by, from, to }: WatchScope,
  population: Population,
  { units, labels }: WatchPorts,
): Promise<Figure[]> {
  const [reviewed, turns, all] = [await labels.reviewed(), await labels.labelledTurns(), await labels.drawn()]
  const inScope = (startedAt: number | null): boolean =>
    (from === null || (startedAt !== null && startedAt >= from)) &&
    (to === null || (startedAt !== null && startedAt < to))
  const named = await units.named(all.map((sample) => sample.conversationId))
  const contexts = new Map(named.filter((unit) => inScope(unit.startedAt)).map((unit) => [unit.conversationId, unit]))
  const weighted = [
    ...failureRate(reviewed, contexts, by, population.conversations),
    ...liveAccuracies(turns, contexts, by, population.turns),
  ]
  if (by !== null) return weighted
  const drawn = all.filter((sample) => contexts.has(sample.conversationId))
  const immature = openSamples(drawn)
  return [...weighted.map((figure) => ({ ...figure, immature })), ...nonResponse(drawn, reviewed, turns)]
}
