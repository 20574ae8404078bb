import type { Taxonomy } from '../labels/taxonomy.ts'
import { translated } from '../labels/taxonomy-translate.ts'
import { decodeClassifier } from '../models/codec.ts'
import { TASKS } from '../models/task.ts'
import { translatedClassifier } from '../models/translated.ts'
import { noBundle } from '../releases/bundle.ts'
import type { ModelRegistry } from '../releases/model-registry.ts'
import type { ModelStore } from '../releases/model-store.ts'
import type { LoadedBundle } from '../serving/answer.ts'
import type { Desk } from '../serving/desk.ts'

export interface ServePorts {
  readonly registry: Pick<ModelRegistry, 'bundle' | 'states' | 'follow'>
  readonly models: Pick<ModelStore, 'get'>
  /** The taxonomy as this process knows it now: a model says labels by their present names. */
  readonly knownTaxonomy: () => Taxonomy
}

/** A released bundle with its models in memory, every byte proved; throws when anything of it is missing or damaged. */
export async function loadBundle(id: string, ports: ServePorts): Promise<LoadedBundle> {
  const bundle = await ports.registry.bundle(id)
  if (bundle === null) throw noBundle(id)
  const classifiers: Record<string, ReturnType<typeof decodeClassifier>> = {}
  for (const task of TASKS) {
    const model = bundle.models[task]
    if (model === undefined) continue
    const classifier = decodeClassifier(await ports.models.get(model))
    classifiers[task] = translatedClassifier(classifier, (label) => translated(ports.knownTaxonomy(), task, label))
  }
  return { id, classifiers }
}

/**
 * Arrow from a release to the answers: this process takes up every release, told by a notification or found by looking
 * once a second. Returns when the present state is served, with how to stop.
 */
export async function serve(
  desk: Desk,
  ports: ServePorts,
  onError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  let looking: Promise<void> | null = null
  let again = false
  const look = async (): Promise<void> => {
    do {
      again = false
      await desk.follow(await ports.registry.states())
    } while (again)
  }
  const onChange = (): void => {
    if (looking !== null) again = true
    else
      looking = look()
        .catch(onError)
        .finally(() => (looking = null))
  }
  const stop = await ports.registry.follow(onChange)
  await look()
  return stop
}
