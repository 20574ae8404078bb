import type { Experiment } from '../releases/experiment-history.ts'
import { checkStage, type StageCheck } from '../releases/stage-check.ts'
import type { ReleasePorts } from './release.ts'
import { exposuresIn } from './release-check.ts'

/** How an experiment stands, or stood in its last stage; what is known of it may still change after its end, as windows close. */
export async function experimentCheck(experiment: Experiment, ports: ReleasePorts, now: number): Promise<StageCheck> {
  const { own } = await ports.registry.states()
  const scope = {
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
  return checkStage(experiment, await exposuresIn(scope, ports), now)
}
