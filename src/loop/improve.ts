import { LoopError } from '../errors/loop-error.ts'
import type { EvaluationStore } from '../evaluation/evaluation.ts'
import type { GateResult } from '../evaluation/gate.ts'
import { candidateBundle, type RuleParts } from '../releases/bundle.ts'
import type { ModelRegistry, RegisteredBundle, RegisteredModel } from '../releases/model-registry.ts'
import type { ReleaseState } from '../releases/release-state.ts'
import type { RunStore, TrainingRun } from '../training/run.ts'
import { SHADOW_SEED, type ShadowStore } from '../training/shadow.ts'
import type { Snapshot } from '../training/snapshot.ts'
import { type EvaluatePorts, evaluate } from './evaluate.ts'
import { shadowSnapshot } from './shadow-snapshot.ts'
import { freeze, type TrainPorts, type TrainSettings, train } from './train.ts'
import { updateBase } from './update-base.ts'

export type ImprovePorts = TrainPorts &
  EvaluatePorts & {
    readonly runs: RunStore
    readonly registry: ModelRegistry
    readonly evaluations: Pick<EvaluationStore, 'add'>
    readonly shadows: Pick<ShadowStore, 'steps'>
  }

export interface ImproveSettings extends TrainSettings {
  /** Thresholds and rules that a new bundle gets: those in force when it is made. */
  bundle(): Promise<RuleParts>
}

/** A fault that does not pass after so many attempts is the run's own. */
const MOST_ATTEMPTS = 5

/**
 * Works on the next training run, if there is one: snapshot, models, verdict, and a candidate in the registry. Each step
 * is written down before the next begins and gives the same when repeated, so a run that was cut off is taken up again.
 * What stops a run (too few examples, an erased text) becomes its outcome.
 *
 * @returns the run it worked on; null = there was nothing to do
 */
export async function improve(
  ports: ImprovePorts,
  settings: ImproveSettings,
  clock: () => Promise<number>,
  signal: AbortSignal,
): Promise<TrainingRun | null> {
  const run = await ports.runs.take(await clock())
  if (run === null) return null
  try {
    const evaluation = await candidateOf(run, ports, settings, clock, signal)
    await ports.runs.finish(run, { state: evaluation.verdict === 'refuse' ? 'refused' : 'done' }, await clock())
  } catch (error) {
    const again = signal.aborted || isOvertaken(error) || (isPassing(error) && run.attempts < MOST_ATTEMPTS)
    if (again) throw error // taken up again, here or elsewhere
    await ports.runs.finish(run, { state: 'failed', error: described(error) }, await clock())
    if (!(error instanceof LoopError)) throw error
  }
  return run
}

async function candidateOf(
  run: TrainingRun,
  ports: ImprovePorts,
  settings: ImproveSettings,
  clock: () => Promise<number>,
  signal: AbortSignal,
): Promise<GateResult> {
  const token = await ports.registry.token()
  const state = await ports.registry.state(run.assistant)
  if (run.candidate !== null && run.evaluation !== null) {
    const evaluation = run.evaluation as GateResult
    await releaseFirst(run, run.candidate, evaluation, await stateJudged(run, state, ports), ports, await clock())
    return evaluation
  }
  const live = state.live === null ? null : await ports.registry.bundle(state.live)
  const snapshot = await snapshotOf(run, live, ports, settings, await clock())
  const how =
    run.method.mode === 'online'
      ? { seed: SHADOW_SEED, classWeights: 'none' as const, online: true }
      : { seed: run.seed, classWeights: run.method.classWeights }
  const models = await train(snapshot, run.tasks, how, ports, signal)
  const bundle = candidateBundle(live, models, await settings.bundle())
  const { items, ...evaluated } = await evaluate(live, bundle, ports, signal)
  const evaluation = evaluated.result
  const createdAt = await clock()
  const registered: RegisteredBundle = {
    ...bundle,
    runId: run.runId,
    snapshot: snapshot.id,
    verdict: evaluation.verdict,
    against: live?.id ?? null,
    createdAt,
  }
  // The live bundle found again keeps the verdict with which it went live.
  if (bundle.id !== live?.id) {
    await ports.registry.publish(registered, registeredModels(models, run, snapshot, createdAt), token)
  }
  await ports.evaluations.add({ ...evaluated, runId: run.runId, who: run.who, at: createdAt }, items)
  await ports.runs.note(run, { candidate: bundle.id, evaluation, evaluationId: evaluated.evaluationId })
  await releaseFirst(run, bundle.id, evaluation, state, ports, createdAt)
  return evaluation
}

/** Of a run taken up again: the present state, if the bundle that it was judged beside is still live; null = another is. */
async function stateJudged(
  run: TrainingRun,
  now: ReleaseState,
  { registry }: ImprovePorts,
): Promise<ReleaseState | null> {
  const verdicts = await registry.verdicts(run.candidate ?? '')
  return verdicts.find((each) => each.runId === run.runId)?.against === now.live ? now : null
}

async function snapshotOf(
  run: TrainingRun,
  live: RegisteredBundle | null,
  ports: ImprovePorts,
  settings: ImproveSettings,
  now: number,
): Promise<Snapshot> {
  if (run.snapshot !== null) return ports.snapshots.get(run.snapshot)
  if (run.method.mode === 'online') {
    const learned = await shadowSnapshot(live, run.tasks, settings.caps, ports)
    await ports.snapshots.add(learned, now)
    await ports.runs.note(run, { snapshot: learned.id })
    return learned
  }
  const by = { who: run.who, why: `training run ${run.runId}` }
  const update = await updateBase(live, run.tasks, run.method, ports)
  const snapshot = await freeze(live?.snapshot ?? null, update, ports, settings, by, now)
  await ports.runs.note(run, { snapshot: snapshot.id })
  return snapshot
}

/**
 * An import that brings the first model of its tasks goes live: no customer is served worse by it. When a release came in
 * between, or a canary runs, the candidate waits in the registry like any other.
 *
 * @param judged the state on which the evaluation rests; null = it is gone
 */
async function releaseFirst(
  run: TrainingRun,
  candidate: string,
  evaluation: GateResult,
  judged: ReleaseState | null,
  ports: ImprovePorts,
  now: number,
): Promise<void> {
  const first = evaluation.verdict === 'pass' && evaluation.reasons.every((reason) => reason.rule === 'first_model')
  if (run.kind !== 'import' || !first || judged === null || judged.canary !== null || judged.live === candidate) return
  const why = `first model of ${run.tasks.join(' and ')}, imported (${run.runId})`
  const order = { action: 'promote', bundle: candidate, who: run.who, why, decidedOn: judged.revision } as const
  try {
    await ports.registry.release(order, now)
  } catch (error) {
    if (!(error instanceof LoopError && error.code === 'LOOP_RELEASE_IMPOSSIBLE')) throw error
  }
}

const registeredModels = (
  models: Awaited<ReturnType<typeof train>>,
  run: TrainingRun,
  snapshot: Snapshot,
  createdAt: number,
): RegisteredModel[] =>
  Object.entries(models).map(([task, ref]) => ({
    ...ref,
    task: task as keyof typeof models,
    snapshot: snapshot.id,
    seed: run.seed,
    createdAt,
  }))

/**
 * Another process works on the run, and has the newer token. However often that happens, it is no outcome of the run: the
 * one that overtook this one may have published by now, and then whoever looks next finds the same bundle again.
 */
export const isOvertaken = (error: unknown): boolean => error instanceof LoopError && error.code === 'LOOP_STALE_TOKEN'

/** The database is away: no outcome of the run. */
const isPassing = (error: unknown): boolean =>
  error instanceof LoopError ? error.status === 503 : 'severity' in Object(error)

const described = (error: unknown): { code: string; message: string } =>
  error instanceof LoopError
    ? { code: error.code, message: error.message }
    : { code: 'LOOP_INTERNAL', message: String((error as Error)?.message ?? error) }
