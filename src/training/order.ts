import { LoopError } from '../errors/loop-error.ts'
import type { Task } from '../models/task.ts'
import { hashText, type Snapshot } from './snapshot.ts'
import { refKey } from './snapshot-store.ts'
import type { TrainingOrder } from './trainer.ts'

/**
 * The order for one task of a snapshot, texts filled in.
 *
 * Throws LOOP_SNAPSHOT_INCOMPLETE when a text has gone or changed since: then the same snapshot could no longer give the
 * same model, and a new snapshot is needed; LOOP_TOO_FEW_EXAMPLES with fewer than two labels.
 */
export function trainingOrder(
  snapshot: Snapshot,
  task: Task,
  texts: ReadonlyMap<string, string>,
  seed: number,
): TrainingOrder {
  const items = snapshot.items.filter((item) => item.task === task)
  const labels = new Set(items.map((item) => item.label))
  if (labels.size < 2) {
    throw new LoopError(
      'LOOP_TOO_FEW_EXAMPLES',
      `Snapshot ${snapshot.id} has ${items.length} examples of ${labels.size} labels for ${task}; at least two labels are needed. Label more samples, or import examples.`,
      { status: 409 },
    )
  }
  const examples = items.map((item) => {
    const text = texts.get(refKey(item))
    if (text === undefined || hashText(text) !== item.textHash) throw incomplete(snapshot.id, refKey(item))
    return { text, label: item.label, weight: item.weight }
  })
  return { task, examples, seed, lineage: { snapshot: snapshot.id, task, seed: String(seed) } }
}

const incomplete = (snapshot: string, ref: string): LoopError =>
  new LoopError(
    'LOOP_SNAPSHOT_INCOMPLETE',
    `The text ${ref} of snapshot ${snapshot} was erased or changed. Start a new training run: it takes a new snapshot.`,
    { status: 409 },
  )
