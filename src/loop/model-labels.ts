import { readManifest } from '../models/manifest.ts'
import { TASKS, type Task } from '../models/task.ts'
import type { ModelRef } from '../releases/bundle.ts'
import { allStates, type ModelRegistry } from '../releases/model-registry.ts'
import type { ModelStore } from '../releases/model-store.ts'

/** What a model may say, under the names that it learned; none where there is no model, or none that can be read. */
export async function labelsOfModel(
  model: ModelRef | undefined,
  models: Pick<ModelStore, 'get'>,
): Promise<readonly string[]> {
  if (model === undefined) return []
  try {
    const labels = readManifest(await models.get(model)).labels as unknown
    return Array.isArray(labels) ? (labels as string[]) : []
  } catch {
    return [] // a damaged model is refused elsewhere, in its own words
  }
}

/** The bundles that answer customers now: of every assistant, with the canaries. Each once, in order of id. */
export async function bundlesInUse(registry: Pick<ModelRegistry, 'states'>): Promise<string[]> {
  const states = allStates(await registry.states())
  const ids = states.flatMap(({ live, canary }) => [live, canary?.bundle ?? null])
  return [...new Set(ids.filter((id) => id !== null))].sort()
}

/** What the models of these bundles say, by task. */
export async function labelsSaid(
  bundles: readonly string[],
  ports: { readonly registry: Pick<ModelRegistry, 'bundle'>; readonly models: Pick<ModelStore, 'get'> },
): Promise<Record<Task, readonly string[]>> {
  const said: Record<Task, string[]> = { intent: [], objection: [] }
  for (const id of bundles) {
    const bundle = await ports.registry.bundle(id)
    for (const task of TASKS) said[task].push(...(await labelsOfModel(bundle?.models[task], ports.models)))
  }
  return said
}
