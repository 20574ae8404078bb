import type { ArmShown } from '../experiments/figure-check.ts'
import { forecastOpen, type OpenForecast } from '../experiments/open-units.ts'
import type { Experiment } from '../releases/experiment-history.ts'
import type { ExposureScope } from '../releases/exposure-reader.ts'
import type { LedgerEntry } from '../releases/release-state.ts'
import { checkStage, type StageCheck } from '../releases/stage-check.ts'
import type { ReleasePorts } from './release.ts'
import { capOf, exposuresAt, exposuresIn } from './release-check.ts'

/** How an experiment stands, or stood in its last stage; what is known of it may still change after its end, as windows close. */
export async function experimentCheck(experiment: Experiment, ports: ReleasePorts, now: number): Promise<StageCheck> {
  return checkStage(experiment, await exposuresIn(await scopeOf(experiment, ports, now), ports), now)
}

/** What the open conversations of each arm will bring, once their windows are over; null = there are too few to tell. */
export interface OpenConversions {
  readonly live: OpenForecast | null
  readonly canary: OpenForecast | null
}

/**
 * What the conversations whose window is open will bring to conversion, as an estimate that decides nothing.
 *
 * @param check how the experiment stands: its mature conversions tell how users' units hang together
 * @param windowMs the conversion window with its grace
 */
export async function openConversions(
  experiment: Experiment,
  check: StageCheck,
  ports: ReleasePorts,
  { now, windowMs }: { readonly now: number; readonly windowMs: number },
): Promise<OpenConversions> {
  const delays = await ports.exposures.delays(await scopeOf(experiment, ports, now))
  const figure = check.figures.find((each) => each.figure === 'conversion')
  const of = (arm: 'live' | 'canary'): OpenForecast | null =>
    forecastOpen({ ...delays[arm], designEffect: unitsPerUser(figure?.[arm]) }, windowMs)
  return { live: of('live'), canary: of('canary') }
}

/** As though all units of a user were one: the most that they can hang together. */
const unitsPerUser = (arm: ArmShown | undefined): number => (arm && arm.users > 0 ? arm.units / arm.users : 1)

/** What an experiment's stage at a moment would have said then. */
export interface CoursePoint {
  readonly at: number
  readonly check: StageCheck
}

/**
 * How the figures went, at moments evenly spread from its beginning to its end or now. Each point counts what had begun and was
 * mature by then, in the stage that was running then, with the values as they are known now: late events may have changed
 * what a decision was taken on, which stands in the ledger.
 *
 * @param points how many, 1 or more
 */
export async function experimentCourse(
  experiment: Experiment,
  points: number,
  ports: ReleasePorts,
  now: number,
): Promise<CoursePoint[]> {
  const end = experiment.endedAt ?? now
  const moments = Array.from({ length: points }, (_, i) =>
    Math.round(experiment.startedAt + ((end - experiment.startedAt) * (i + 1)) / points),
  )
  const stages = Map.groupBy(moments, (at, i) => begunBy(experiment, i === points - 1 ? Number.POSITIVE_INFINITY : at))
  const asked: { stage: Experiment; at: readonly number[]; scope: ExposureScope }[] = []
  for (const [line, at] of stages) {
    const stage = line === null ? experiment : stageOf(experiment, line)
    asked.push({ stage, at, scope: await scopeOf({ ...stage, endedAt: at.at(-1)! }, ports, at.at(-1)!) })
  }
  const exposed = await exposuresAt(asked, ports)
  return asked.flatMap(({ stage, at }, s) =>
    at.map((each, i) => ({ at: each, check: checkStage(stage, exposed[s]![i]!, each) })),
  )
}

/** The line of the ledger that made the stage which ran at a moment: several lines of one stage (pause, resume) are one. */
function begunBy({ experiment, history }: Experiment, at: number): LedgerEntry | null {
  const last = history.findLast((each) => each.at <= at && each.canary?.experiment === experiment && each.live !== null)
  const isSame = ({ live, canary }: LedgerEntry): boolean =>
    canary?.experiment === experiment &&
    live === last?.live &&
    canary.bundle === last?.canary?.bundle &&
    canary.since === last.canary.since
  return last === undefined ? null : history.find(isSame)!
}

/** The experiment in a stage: its share, since when, and its bundles (newer rules give them other names). */
function stageOf(experiment: Experiment, { live, canary }: LedgerEntry): Experiment {
  if (canary === null || live === null) return experiment
  const { bundle, share, since, ramp, restarts } = canary
  return { ...experiment, live, canary: bundle, share, since, ramp, restarts }
}

async function scopeOf(experiment: Experiment, { registry }: ReleasePorts, now: number): Promise<ExposureScope> {
  const { own } = await registry.states()
  return {
    experiment: experiment.experiment,
    live: experiment.live,
    canary: experiment.canary,
    assistant: experiment.assistant,
    others: [...own.keys()],
    startedAt: experiment.startedAt,
    from: experiment.since,
    until: experiment.endedAt,
    now,
    cap: capOf(experiment.ramp),
  }
}
