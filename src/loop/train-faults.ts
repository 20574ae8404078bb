import type { AttributionExample } from '../admission/attribution-example.ts'
import { faultInputs } from '../admission/fault-inputs.ts'
import { conversationAsOf } from '../admission/fault-subject.ts'
import type { RuleBook } from '../admission/rule-book.ts'
import { rulesInForce } from '../admission/rule-version.ts'
import { admissionRow } from '../admission/rules.ts'
import { turnInputs } from '../admission/turn-inputs.ts'
import { dialogueOf } from '../admission/turns.ts'
import { LoopError } from '../errors/loop-error.ts'
import type { FeatureConfig } from '../features/config.ts'
import type { LabelledTurn, LabelReader, ReviewedUnit } from '../labels/label-reader.ts'
import type { ModelStore } from '../releases/model-store.ts'
import { type FaultTrainer, faultSnapshot, hashInputs, refuseTooFew } from '../training/fault-order.ts'
import type { FaultMaterial, FaultRun, FaultSnapshotItem, FaultStore } from '../training/fault-store.ts'
import type { FaultExample } from '../training/fault-training.ts'
import { type Hold, type HoldSource, withoutHeldTurns, withoutHeldVerdicts } from '../training/holds.ts'
import { verdictsOnTurns } from '../training/part-verdicts.ts'

export interface TrainFaultsPorts {
  readonly labels: Pick<LabelReader, 'reviewed' | 'labelledTurns'>
  readonly faults: FaultStore
  readonly material: FaultMaterial
  /** Whose verdicts and labels are not learned from, since they may be poisoned. */
  readonly holds: HoldSource
  readonly rules: Pick<RuleBook, 'version'>
  readonly models: ModelStore
  readonly faultTrainer: FaultTrainer
}

/** The newest verdicts; older ones tell of models that nobody uses any more. */
const MOST_VERDICTS = 20_000
const BATCH = 500
/** A fault that does not pass after so many attempts is the run's own. */
const MOST_ATTEMPTS = 5
const CUT_OFF = {
  times: MOST_ATTEMPTS,
  error: {
    code: 'LOOP_FAULT_RUN_CUT_OFF',
    message: `The training was cut off ${MOST_ATTEMPTS} times before it was done, as when a process has too little memory or is killed. See the log of the service, then order it again.`,
  },
}

/**
 * Arrow from verdicts to the model of faults: works on the next ordered training, if there is one. What stops it (too few verdicts)
 * becomes its outcome; cut off, it is taken up again, and the same verdicts give the same model;
 * but not without end, since the run itself may be what kills the process.
 *
 * @returns the run it worked on; null = there was nothing to do
 */
export async function trainFaults(
  ports: TrainFaultsPorts,
  config: FeatureConfig,
  clock: () => Promise<number>,
  signal: AbortSignal,
): Promise<FaultRun | null> {
  const run = await ports.faults.takeRun(await clock(), CUT_OFF)
  if (run === null) return null
  try {
    const made = await trained(run, ports, config, clock, signal)
    await ports.faults.finishRun(run, { state: 'done', ...made }, await clock())
  } catch (error) {
    const passes = !(error instanceof LoopError) || error.status === 503
    if (signal.aborted || (passes && run.attempts < MOST_ATTEMPTS)) throw error // taken up again, here or elsewhere
    await ports.faults.finishRun(run, { state: 'failed', error: described(error) }, await clock())
    if (!(error instanceof LoopError)) throw error
  }
  return run
}

async function trained(
  run: FaultRun,
  ports: TrainFaultsPorts,
  config: FeatureConfig,
  clock: () => Promise<number>,
  signal: AbortSignal,
): Promise<{ snapshot: string; model: string }> {
  const holds = await ports.holds.holds()
  const verdicts = withoutHeldVerdicts(await ports.labels.reviewed(), holds).filter(({ atFault }) => atFault !== null)
  const newest = verdicts.sort((a, b) => a.labelledAt - b.labelledAt).slice(-MOST_VERDICTS)
  refuseTooFew(newest.map(({ atFault }) => ({ atFault: atFault === true })))
  const read = await readAll(newest, holds, ports, config, signal)
  refuseTooFew(read.map(({ example }) => example))
  // In the order of the snapshot, so that it does not matter in which order people answered.
  const snapshot = faultSnapshot(read.map(({ item }) => item))
  const place = new Map(snapshot.items.map((item, i) => [item.conversationId, i]))
  const sorted = read.sort((a, b) => place.get(a.item.conversationId)! - place.get(b.item.conversationId)!)
  const { files, heldOut, turns, pushes } = await ports.faultTrainer.fitFault(
    {
      examples: sorted.map(({ example }) => example),
      turns: sorted.flatMap((one) => one.turns),
      seed: 'fault',
      lineage: { snapshot: snapshot.id },
    },
    signal,
  )
  const { id, sha256 } = await ports.models.put(files)
  const figures = {
    verdicts: sorted.length,
    atFault: sorted.filter(({ example }) => example.atFault).length,
    controls: sorted.filter(({ control }) => control).length,
    pushes,
    turns,
  }
  const record = { id, sha256, snapshot: snapshot.id, runId: run.runId, madeAt: await clock(), figures }
  await ports.faults.keep(record, snapshot, heldOut)
  return { snapshot: snapshot.id, model: id }
}

interface Read {
  readonly item: FaultSnapshotItem
  readonly example: FaultExample
  readonly turns: readonly AttributionExample[]
  readonly control: boolean
}

/** Of each verdict what was known when its draw was due. A conversation that was erased since is left out. */
async function readAll(
  verdicts: readonly ReviewedUnit[],
  holds: readonly Hold[],
  ports: TrainFaultsPorts,
  config: FeatureConfig,
  signal: AbortSignal,
): Promise<Read[]> {
  const turns = withoutHeldTurns(await ports.labels.labelledTurns(), holds)
  const labelled = Map.groupBy(turns, (turn) => turn.conversationId)
  const read: Read[] = []
  for (let from = 0; from < verdicts.length; from += BATCH) {
    signal.throwIfAborted()
    read.push(...(await readBatch(verdicts.slice(from, from + BATCH), labelled, ports, config)))
  }
  return read
}

async function readBatch(
  verdicts: readonly ReviewedUnit[],
  labelled: ReadonlyMap<string, readonly LabelledTurn[]>,
  { material, rules }: TrainFaultsPorts,
  config: FeatureConfig,
): Promise<Read[]> {
  const ids = verdicts.map(({ conversationId }) => conversationId)
  const [draws, pasts] = [await material.draws(ids), await material.pasts(ids)]
  const read: Read[] = []
  for (const unit of verdicts) {
    const [draw, past] = [draws.get(unit.conversationId), pasts.get(unit.conversationId)]
    if (draw === undefined || past === undefined) continue
    const version = await rules.version(draw.rulesVersion)
    const subject = conversationAsOf(unit.conversationId, past, draw.decidedAt, config)
    const inputs = faultInputs(subject, version.thresholds)
    const atFault = unit.atFault === true
    // What the customer did next is known to whoever asks where a fault lies: its turns are read as they are by the verdict.
    const later = conversationAsOf(unit.conversationId, past, unit.labelledAt, config)
    const row = admissionRow(later.row, rulesInForce(version))
    const turns = verdictsOnTurns({
      unit,
      labelled: labelled.get(unit.conversationId) ?? [],
      turns: turnInputs(dialogueOf(later.events, later.facts), row, version.thresholds),
      suspectTurn: draw.suspectTurn,
    })
    read.push({
      item: {
        conversationId: unit.conversationId,
        knownAt: draw.decidedAt,
        atFault,
        inclusionProbability: unit.inclusionProbability,
        inputHash: hashInputs(inputs),
      },
      example: {
        inputs,
        atFault,
        inclusionProbability: unit.inclusionProbability,
        group: unit.userId ?? unit.conversationId,
      },
      turns,
      control: unit.stratum === 'control',
    })
  }
  return read
}

const described = (error: unknown): { code: string; message: string } =>
  error instanceof LoopError
    ? { code: error.code, message: error.message }
    : { code: 'LOOP_INTERNAL', message: String((error as Error)?.message ?? error) }
