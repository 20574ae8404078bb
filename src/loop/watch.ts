import { setImmediate } from 'node:timers/promises'
import { addDrawn, newPopulation, type Population } from '../evaluation/population.ts'
import type { Figure } from '../metrics/figure.ts'
import { ALL, type Groupings } from '../metrics/grouping.ts'
import { countColumns, type FeedbackWindows, newTally, type Tally } from '../metrics/tally.ts'
import { figures, groupKeys } from '../metrics/tally-figures.ts'
import type { UnitColumns } from '../metrics/unit-columns.ts'
import type { ColumnReader } from '../metrics/unit-reader.ts'
import { dissatisfactionBy, type SatisfactionStore } from '../monitoring/satisfaction.ts'
import { type ReviewPorts, reviewedFigures, type Whole } from './watch-reviewed.ts'

/** Units counted at a stretch, a few milliseconds. */
const SLICE = 2000

export interface WatchPorts extends ReviewPorts {
  readonly columns: ColumnReader
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
  const predict = dissatisfactionBy(await ports.satisfaction.latest())
  const [tally, population] = [newTally(by), newPopulation(by)]
  const answered = new Map<string, number>()
  const span = { from, to, now, windows, predict }
  let counted = 0
  for await (const columns of ports.columns.columns(from, to, by)) {
    countColumns(tally, columns, span, (i, key) => countWhole(population, answered, columns, i, key))
    counted += columns.count
    if (counted < SLICE) continue
    counted = 0
    await setImmediate() // others are answered in between
  }
  return { tally, whole: { population, answered } }
}

function countWhole(
  population: Population,
  answered: Map<string, number>,
  columns: UnitColumns,
  i: number,
  key: string,
): void {
  if (!columns.eligible[i]) return
  const stratum = columns.strata[i]!
  if (stratum !== null) addDrawn(population, key, stratum, columns.predictedTurns[i]!)
  const { names, codes } = columns.dimensions.bundle
  const bundle = names[codes[i]!] ?? null
  if (bundle !== null) answered.set(bundle, (answered.get(bundle) ?? 0) + 1)
}

function pageOf(keys: readonly string[], page: WatchScope['page']): { shown: readonly string[]; next: string | null } {
  if (page === undefined) return { shown: keys, next: null }
  const left = page.after === null ? keys : keys.filter((key) => key > page.after!)
  const shown = left.slice(0, page.limit)
  return { shown, next: left.length > shown.length ? shown.at(-1)! : null }
}
