import type { LabelDesk } from '../labels/label-desk.ts'
import type { SeenLabels } from '../labels/seen-labels.ts'
import { isDecided, withObserved } from '../labels/taxonomy.ts'
import { TASKS } from '../models/task.ts'
import type { ModelRegistry } from '../releases/model-registry.ts'
import type { ModelStore } from '../releases/model-store.ts'
import { bundlesInUse, labelsSaid } from './model-labels.ts'
import { growTaxonomy } from './send-for-labels.ts'

export interface OfferPorts {
  readonly desk: Pick<LabelDesk, 'taxonomy' | 'keepTaxonomy'>
  readonly registry: Pick<ModelRegistry, 'states' | 'bundle'>
  readonly models: Pick<ModelStore, 'get'>
  readonly seen: SeenLabels
}

/** Makes choosable what models say; to be called before the taxonomy is shown to somebody. */
export type OfferLiveLabels = (now: number) => Promise<void>

/** How long a look at the queue holds. */
const LOOK_MS = 10_000

/**
 * Whoever corrects a model must be able to choose everything that it may say, also what nobody has seen it say yet: what
 * live models and canaries know, and what conversations in the queue carry. Files are read after a release alone, the queue
 * once in a while; otherwise a call costs one look at what is live.
 */
export function liveLabels({ desk, registry, models, seen }: OfferPorts): OfferLiveLabels {
  let offered = ''
  let lookedAt = Number.NEGATIVE_INFINITY
  return async (now) => {
    const bundles = await bundlesInUse(registry)
    const key = bundles.join()
    if (key !== offered) {
      await growTaxonomy(desk, await labelsSaid(bundles, { registry, models }), 'live models', now, withObserved)
      offered = key
    }
    if (Math.abs(now - lookedAt) < LOOK_MS) return
    lookedAt = now
    const taxonomy = await desk.taxonomy()
    if (TASKS.every((task) => isDecided(taxonomy, task))) return
    await growTaxonomy(desk, await seen.waiting(), 'observed prediction', now, withObserved)
  }
}
