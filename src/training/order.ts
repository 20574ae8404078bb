import { LoopError } from '../errors/loop-error.ts'
import { readPart, type Task } from '../models/task.ts'
import { hashText, type Snapshot } from './snapshot.ts'
import { refKey } from './snapshot-store.ts'
import type { TrainingOrder } from './trainer.ts'

/**
 * Those of the tasks for which the snapshot has at least two labels; the others keep the model they have.
 * Throws LOOP_TOO_FEW_EXAMPLES (409) when there is none.
 */
export function trainableTasks(snapshot: Snapshot, tasks: readonly Task[]): Task[] {
  const labels = Map.groupBy(snapshot.items, (item) => item.task)
  const count = (task: Task): number => new Set(labels.get(task)?.map((item) => item.label)).size
  const trainable = tasks.filter((task) => count(task) >= 2)
  if (trainable.length > 0) return trainable
  const found = tasks.map((task) => `${labels.get(task)?.length ?? 0} examples of ${count(task)} labels for ${task}`)
  throw new LoopError(
    'LOOP_TOO_FEW_EXAMPLES',
    `There are ${found.join(' and ')}; at least two labels are needed. Label more samples, or import examples.`,
    { status: 409 },
  )
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
  seed: number,
): TrainingOrder {
  const items = snapshot.items.filter((item) => item.task === task)
  const examples = items.map((item) => {
    const text = texts.get(refKey(item))
    if (text === undefined || hashText(text) !== item.textHash) throw incomplete(snapshot.id, refKey(item))
    const group = item.conversationId === null ? {} : { group: item.conversationId }
    return { text: readPart(text), label: item.label, weight: item.weight, ...group }
  })
  return { task, examples, seed, lineage: { snapshot: snapshot.id, task, seed: String(seed) } }
}

const incomplete = (snapshot: string, ref: string): LoopError =>
  new LoopError(
    'LOOP_SNAPSHOT_INCOMPLETE',
    `The text ${ref} of snapshot ${snapshot} was erased or changed. Start a new training run: it takes a new snapshot.`,
    { status: 409 },
  )
