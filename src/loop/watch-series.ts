import { setImmediate } from 'node:timers/promises'
import { type Groupings, placeOf } from '../metrics/grouping.ts'
import { FIGURE_ROWS } from '../metrics/rates.ts'
import { count, type FeedbackWindows, newTally } from '../metrics/tally.ts'
import { figures, groupKeys } from '../metrics/tally-figures.ts'
import type { TraitStore } from '../metrics/trait-store.ts'
import type { UnitReader } from '../metrics/unit-reader.ts'
import { TASKS, type Task } from '../models/task.ts'
import { eachTold } from '../monitoring/judged-predictions.ts'
import type { ConfidencePoint, RatePoint, SeriesPoint, SeriesStep, SeriesStore } from '../monitoring/series.ts'
import { ToldConfidences } from '../monitoring/told-confidences.ts'
import { type ConfidencePorts, type ConfidenceView, HISTOGRAM_BINS, watchConfidence } from './watch-confidence.ts'
import { readReview } from './watch-reviewed.ts'

export interface SeriesPorts extends ConfidencePorts {
  readonly units: UnitReader
  readonly traits: Pick<TraitStore, 'turns'>
  readonly series: SeriesStore
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const LENGTH: Readonly<Record<SeriesStep, number>> = { hour: HOUR_MS, day: DAY_MS }
/** A conversation's row is final at most so long after its start, unless it runs on for days. */
const OPEN_DAYS = 10
/** Reviews come later than outcomes: accuracy is made anew over so many days. */
const REVIEW_DAYS = 45
/** Days that are made anew though nothing new was reviewed. */
const FRESH_DAYS = 2
const KEEP_HOURS_DAYS = 21
/** More history than this is left to GET /v1/metrics. */
const MOST_DAYS = 400
const RATES: ReadonlySet<string> = new Set(FIGURE_ROWS.filter((row) => row.kind === 'rate').map((row) => row.figure))
const SLICES: readonly Groupings[] = [[], ['assistant'], ['bundle'], ['assistant', 'bundle']]

/** Writes what can still change, and what was never written, of all series. Done again, it gives the same points. */
export async function watchSeries(
  now: number,
  windows: FeedbackWindows,
  ports: SeriesPorts,
  signal: AbortSignal,
): Promise<void> {
  const first = await ports.series.firstStart()
  if (first === null) return
  const today = startOf(now, DAY_MS)
  const earliest = Math.max(startOf(first, DAY_MS), today - MOST_DAYS * DAY_MS)
  const written = await ports.series.mark('series')
  // What was open when it was last written, not only what is open now: the clock may have stood still, or jumped.
  const from = written === null ? earliest : Math.max(earliest, written - OPEN_DAYS * DAY_MS)
  // Day by day, so that a long history needs no more memory than a day, and goes on where it stopped.
  for (let day = from; day <= today && !signal.aborted; day += DAY_MS) {
    await ports.series.save([...(await ratesOf(day, now, windows, ports)), ...(await confidencesOf(day, ports))], now)
    await ports.series.setMark('series', day)
  }
  await ports.series.prune('hour', today - KEEP_HOURS_DAYS * DAY_MS)
  await accuracies(Math.max(earliest, today - REVIEW_DAYS * DAY_MS), today, now, ports, signal)
}

const startOf = (instant: number, length: number): number => Math.floor(instant / length) * length

async function ratesOf(
  day: number,
  now: number,
  windows: FeedbackWindows,
  { units }: SeriesPorts,
): Promise<SeriesPoint[]> {
  const steps: readonly SeriesStep[] = now - day > KEEP_HOURS_DAYS * DAY_MS ? ['day'] : ['hour', 'day']
  const tallies = steps.flatMap((step) => SLICES.map((slice) => ({ step, tally: newTally([step, ...slice]) })))
  for await (const batch of units.units(day, day + DAY_MS)) {
    for (const unit of batch) for (const { tally } of tallies) count(tally, unit, now, windows)
    await setImmediate()
  }
  return tallies.flatMap(({ step, tally }) =>
    groupKeys(tally).map((key): SeriesPoint => {
      const lines = [...figures(tally, now, [key], RATES)]
      const point = Object.fromEntries(
        lines.map((each): [string, RatePoint] => [
          each.figure,
          [each.numerator, each.denominator, each.immature ?? 0, each.estimate, each.low, each.high],
        ]),
      )
      return { series: 'rates', step, ...placeIn(key, step, tally.by), point }
    }),
  )
}

function placeIn(key: string, step: SeriesStep, by: Groupings): Pick<SeriesPoint, 'startAt' | 'assistant' | 'bundle'> {
  const { groups } = placeOf(key, by)
  const startAt = Date.parse(step === 'day' ? `${groups.day}T00:00:00Z` : `${groups.hour}:00:00Z`)
  return { startAt, assistant: groups.assistant ?? '', bundle: groups.bundle ?? '' }
}

async function confidencesOf(day: number, { traits }: SeriesPorts): Promise<SeriesPoint[]> {
  const groups = new Map<string, Record<Task, ToldConfidences>>()
  const groupNamed = (key: readonly unknown[]): Record<Task, ToldConfidences> => {
    const name = JSON.stringify(key)
    const held = groups.get(name) ?? { intent: new ToldConfidences(), objection: new ToldConfidences() }
    groups.set(name, held)
    return held
  }
  for await (const batch of traits.turns(day, day + DAY_MS, null)) {
    for (const each of batch)
      for (const task of TASKS)
        eachTold(each, task, (user, confidence, by) => {
          for (const step of ['hour', 'day'] as const)
            for (const assistant of new Set(['', each.assistantId ?? '']))
              for (const bundle of new Set(['', by ?? '']))
                groupNamed([step, startOf(each.startedAt, LENGTH[step]), assistant, bundle])[task].add(user, confidence)
        })
  }
  return [...groups].map(([name, tasks]): SeriesPoint => {
    const [step, startAt, assistant, bundle] = JSON.parse(name) as [SeriesStep, number, string, string]
    const point: ConfidencePoint = Object.fromEntries(
      TASKS.filter((task) => tasks[task].count > 0).map((task) => [
        task,
        {
          histogram: tasks[task].histogram(HISTOGRAM_BINS),
          mean: tasks[task].mean((confidence) => confidence).estimate,
        },
      ]),
    )
    return { series: 'confidence', step, startAt, assistant, bundle, point }
  })
}

/**
 * Days of which something was reviewed since the last look, and the latest ones, whose conversations go on. Of all
 * assistants and bundles together.
 */
async function accuracies(
  from: number,
  to: number,
  now: number,
  ports: SeriesPorts,
  signal: AbortSignal,
): Promise<void> {
  const review = await readReview({ by: [], from: null, to: null }, ports)
  const seen = (await ports.series.mark('accuracy')) ?? -1
  const fresh = review.turns.filter((turn) => turn.labelledAt >= seen)
  const starts = fresh.flatMap((turn) => review.contexts.get(turn.conversationId)?.startedAt ?? [])
  const days = new Set(starts.map((start) => startOf(start, DAY_MS)).filter((day) => day >= from))
  for (let day = Math.max(from, to - FRESH_DAYS * DAY_MS); day <= to; day += DAY_MS) days.add(day)
  for (const day of [...days].sort((a, b) => a - b)) {
    if (signal.aborted) return
    const scope = { from: day, to: day + DAY_MS, assistant: null, bundle: null }
    const views = await watchConfidence(scope, ports, review)
    const said = views.filter((view) => view.weighted !== null || view.unlabelled.turns > 0)
    if (said.length > 0) await ports.series.save([accuracyPoint(day, said)], now)
  }
  const latest = review.turns.reduce((most, turn) => Math.max(most, turn.labelledAt), seen)
  await ports.series.setMark('accuracy', latest)
}

function accuracyPoint(day: number, views: readonly ConfidenceView[]): SeriesPoint {
  const point = Object.fromEntries(
    views.map(({ task, weighted, unlabelled, calibration: { ece, low, high, bins }, disagrees }) => [
      task,
      {
        ...{ weighted, mean_confidence: unlabelled.meanConfidence, thresholded: unlabelled.thresholded, disagrees },
        ece: ece === null ? null : { estimate: ece, low: low ?? 0, high: high ?? 1 },
        bins,
      },
    ]),
  )
  return { series: 'accuracy', step: 'day', startAt: day, assistant: '', bundle: '', point }
}
