import { setImmediate } from 'node:timers/promises'
import { countStratum, newPopulation } from '../evaluation/population.ts'
import type { Figure } from '../metrics/figure.ts'
import { ALL, type Groupings } from '../metrics/grouping.ts'
import { count, type FeedbackWindows, figures, groupKeys, newTally, type Tally } from '../metrics/tally.ts'
import type { UnitReader } from '../metrics/unit-reader.ts'
import { predictDissatisfaction, type SatisfactionStore } from '../monitoring/satisfaction.ts'
import { type ReviewPorts, reviewedFigures, type Whole } from './watch-reviewed.ts'

export interface WatchPorts extends ReviewPorts {
  readonly units: UnitReader
  readonly satisfaction: Pick<SatisfactionStore, 'latest'>
}

export interface WatchScope {
  readonly by: Groupings
  /** Conversations that began in [from, to), epoch milliseconds; null = all. */
  readonly from: number | null
  readonly to: number | null
  /** Names of figures; null = all. */
  readonly figures?: ReadonlySet<string> | null
  /** At most so many groups, those behind `after` (a key that `next` gave); absent = all. */
  readonly page?: { readonly after: string | null; readonly limit: number }
}

export interface Watched {
  readonly figures: Figure[]
  /** Where the next page begins; null = that was all. */
  readonly next: string | null
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
): Promise<Watched> {
  const { tally, whole } = await countAll(scope, now, windows, ports)
  const wanted = scope.figures ?? null
  const reviewed = (await reviewedFigures(scope, whole, now, ports)).filter(
    ({ figure }) => wanted === null || wanted.has(figure.figure),
  )
  const keys = [...new Set([...groupKeys(tally), ...reviewed.map(({ key }) => key)])].sort()
  const { shown, next } = pageOf(keys, scope.page)
  const found: Figure[] = []
  for (const figure of figures(tally, now, shown, wanted)) {
    found.push(figure)
    await setImmediate() // others are answered in between
  }
  const onPage = new Set(scope.by.length === 0 ? [ALL] : shown) // of the whole, some figures stand without a conversation
  return { figures: [...found, ...reviewed.filter(({ key }) => onPage.has(key)).map(({ figure }) => figure)], next }
}

async function countAll(
  { by, from, to }: WatchScope,
  now: number,
  windows: FeedbackWindows,
  ports: WatchPorts,
): Promise<{ tally: Tally; whole: Whole }> {
  const model = await ports.satisfaction.latest()
  const [tally, population] = [newTally(by), newPopulation(by)]
  const answered = new Map<string, number>()
  for await (const units of ports.units.units(from, to, by)) {
    for (const unit of units) {
      count(tally, unit, now, windows, predictDissatisfaction(model, unit))
      countStratum(population, unit)
      if (unit.eligible && unit.bundle !== null) answered.set(unit.bundle, (answered.get(unit.bundle) ?? 0) + 1)
    }
    await setImmediate()
  }
  return { tally, whole: { population, answered } }
}

function pageOf(keys: readonly string[], page: WatchScope['page']): { shown: readonly string[]; next: string | null } {
  if (page === undefined) return { shown: keys, next: null }
  const left = page.after === null ? keys : keys.filter((key) => key > page.after!)
  const shown = left.slice(0, page.limit)
  return { shown, next: left.length > shown.length ? shown.at(-1)! : null }
}
