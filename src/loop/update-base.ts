import type { LabelDesk } from '../labels/label-desk.ts'
import { translated } from '../labels/taxonomy-translate.ts'
import { TASKS, type Task } from '../models/task.ts'
import type { Bundle } from '../releases/bundle.ts'
import type { ModelRegistry } from '../releases/model-registry.ts'
import type { TrainingMethod } from '../training/method.ts'
import { itemKey, type SnapshotItem, type SnapshotUpdate } from '../training/snapshot.ts'
import type { SnapshotStore } from '../training/snapshot-store.ts'

/** Where a model comes from. */
export interface UpdateLinePorts {
  readonly registry: Pick<ModelRegistry, 'model'>
  readonly snapshots: Pick<SnapshotStore, 'get'>
}

export interface UpdateBasePorts extends UpdateLinePorts {
  readonly taxonomy: Pick<LabelDesk, 'taxonomy'>
}

/**
 * What an update of the live models goes on from: each model, and all that it and the models before it were taught. A
 * task whose labels were renamed, merged, split or retired since begins anew: its model speaks of labels that are no more.
 *
 * @returns null for a refit
 */
export async function updateBase(
  live: Pick<Bundle, 'models'> | null,
  tasks: readonly Task[],
  method: TrainingMethod,
  ports: UpdateBasePorts,
): Promise<SnapshotUpdate | null> {
  if (method.mode !== 'incremental') return null
  const base: Partial<Record<Task, { id: string; sha256: string }>> = {}
  const taught: Partial<Record<Task, ReadonlyMap<string, string>>> = {}
  const taxonomy = await ports.taxonomy.taxonomy()
  for (const task of TASKS) {
    const model = live?.models[task]
    if (model === undefined || !tasks.includes(task)) continue
    const items = await taughtTo(model.id, task, ports)
    const labels = new Map([...items].map(([key, item]) => [key, item.label]))
    if ([...new Set(labels.values())].some((label) => translated(taxonomy, task, label) !== label)) continue
    base[task] = model
    taught[task] = labels
  }
  return { base, taught, replayShare: method.replayShare, replayPick: method.replayPick }
}

/** What a model was taught, by text: over the whole line of updates back to the last refit; what was said last counts. */
export async function taughtTo(model: string, task: Task, ports: UpdateLinePorts): Promise<Map<string, SnapshotItem>> {
  const taught = new Map<string, SnapshotItem>()
  for (let id: string | undefined = model; id !== undefined; ) {
    const registered = await ports.registry.model(id)
    if (registered === null) break
    const snapshot = await ports.snapshots.get(registered.snapshot)
    for (const item of snapshot.items) {
      if (item.task === task && !taught.has(itemKey(item))) taught.set(itemKey(item), item)
    }
    id = snapshot.base?.[task]?.id
  }
  return taught
}
