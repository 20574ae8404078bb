import type { Experiment } from '../releases/experiment-history.ts'
import type { ExposureScope } from '../releases/exposure-reader.ts'
import { checkStage, type StageCheck } from '../releases/stage-check.ts'
import type { ReleasePorts } from './release.ts'
import { exposuresIn } from './release-check.ts'

/** How an experiment stands, or stood in its last stage; what is known of it may still change after its end, as windows close. */
export async function experimentCheck(experiment: Experiment, ports: ReleasePorts, now: number): Promise<StageCheck> {
  return checkStage(experiment, await exposuresIn(await scopeOf(experiment, ports, now), ports), now)
}

/** Users of the present, or last, stage whom both arms have answered: the draw gives none. */
export async function usersInBothArms(experiment: Experiment, ports: ReleasePorts, now: number): Promise<number> {
  return ports.exposures.inBothArms(await scopeOf(experiment, ports, now))
}

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
  const course: CoursePoint[] = []
  for (let i = 1; i <= points; i++) {
    const at = Math.round(experiment.startedAt + ((end - experiment.startedAt) * i) / points)
    const stage = stageAtMoment(experiment, i === points ? Number.POSITIVE_INFINITY : at)
    const scope = await scopeOf({ ...stage, endedAt: at }, ports, at)
    course.push({ at, check: checkStage(stage, await exposuresIn(scope, ports), at) })
  }
  return course
}

/** The experiment as it was at a moment: its share, since when, and its bundles (newer rules give them other names). */
function stageAtMoment(experiment: Experiment, at: number): Experiment {
  const line = experiment.history.findLast(
    (each) => each.at <= at && each.canary?.experiment === experiment.experiment && each.live !== null,
  )
  if (line?.canary == null || line.live === null) return experiment
  const { bundle, share, since, ramp, restarts } = line.canary
  return { ...experiment, live: line.live, canary: bundle, share, since, ramp, restarts }
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
  }
}
