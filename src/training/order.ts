import { LoopError } from '../errors/loop-error.ts'
import type { Example } from '../models/classifier.ts'
import { readPart, type Task } from '../models/task.ts'
import { type ClassWeighting, classWeights } from './class-weights.ts'
import { hashText, type Snapshot, type SnapshotItem } from './snapshot.ts'
import { refKey } from './snapshot-store.ts'
import type { ModelFiles, TrainingOrder } from './trainer.ts'

/**
 * Those of the tasks that the snapshot can teach; the others keep the model they have. A refit needs two labels, an update
 * one example that its model does not know: without any, nothing is taught.
 *
 * Throws LOOP_TOO_FEW_EXAMPLES (409) when a refit finds two labels in no task.
 */
export function trainableTasks(snapshot: Snapshot, tasks: readonly Task[]): Task[] {
  const groups = Map.groupBy(snapshot.items, (item) => item.task)
  const count = (task: Task): number => new Set(groups.get(task)?.map((item) => item.label)).size
  const isUpdate = (task: Task): boolean => snapshot.base?.[task] !== undefined
  const trainable = tasks.filter((task) =>
    isUpdate(task) ? groups.get(task)?.some((item) => item.role === 'new') : count(task) >= 2,
  )
  if (trainable.length > 0 || tasks.some(isUpdate)) return trainable
  const found = tasks.map((task) => `${groups.get(task)?.length ?? 0} examples of ${count(task)} labels for ${task}`)
  throw new LoopError(
    'LOOP_TOO_FEW_EXAMPLES',
    `There are ${found.join(' and ')}; at least two labels are needed. Label more samples, or import examples.`,
    { status: 409 },
  )
}

export interface OrderOptions {
  readonly seed: number
  readonly classWeights: ClassWeighting
  /** Files of the model that an update goes on from; null = a refit. */
  readonly base: ModelFiles | null
  /** Of an update: one by one, in the order of the snapshot. */
  readonly online?: boolean
}

/**
 * The order for one task of a snapshot, texts filled in.
 *
 * Throws LOOP_SNAPSHOT_INCOMPLETE when a text has gone or changed since: then the same snapshot could no longer give the
 * same model, and a new snapshot is needed.
 */
export function trainingOrder(
  snapshot: Snapshot,
  task: Task,
  texts: ReadonlyMap<string, string>,
  { seed, classWeights: weighting, base, online = false }: OrderOptions,
): TrainingOrder {
  const items = snapshot.items.filter((item) => item.task === task)
  const exampleOf = (item: SnapshotItem): Example => {
    const text = texts.get(refKey(item))
    if (text === undefined || hashText(text) !== item.textHash) throw incomplete(snapshot.id, refKey(item))
    const group = item.conversationId === null ? {} : { group: item.conversationId }
    return { text: readPart(text), label: item.label, weight: item.weight, ...group }
  }
  const factors = classWeights(weighting, weightByLabel(items))
  const replayed = base === null ? [] : items.filter((item) => item.role === 'replay')
  const learned = base === null ? items : items.filter((item) => item.role === 'new')
  return {
    task,
    examples: learned.map((item) => ({ ...exampleOf(item), ...(online && { replayable: item.quality === 'normal' }) })),
    seed,
    ...(base && { update: { base, replayed: replayed.map(exampleOf), ...(online && { online }) } }),
    ...(factors && { classWeights: factors }),
    // What is usual is left out, so that a plain refit has the same bytes as ever.
    lineage: {
      snapshot: snapshot.id,
      task,
      seed: String(seed),
      ...(base && { base: snapshot.base![task]!.id }),
      ...(online && { mode: 'online' }),
      ...(factors && { classWeights: weighting }),
    },
  }
}

function weightByLabel(items: readonly SnapshotItem[]): Map<string, number> {
  const weights = new Map<string, number>()
  for (const { label, weight } of items) weights.set(label, (weights.get(label) ?? 0) + weight)
  return weights
}

const incomplete = (snapshot: string, ref: string): LoopError =>
  new LoopError(
    'LOOP_SNAPSHOT_INCOMPLETE',
    `The text ${ref} of snapshot ${snapshot} was erased or changed. Start a new training run: it takes a new snapshot.`,
    { status: 409 },
  )
