import type { LabelDesk } from '../labels/label-desk.ts'
import { withObserved } from '../labels/taxonomy.ts'
import type { ModelRegistry } from '../releases/model-registry.ts'
import type { ModelStore } from '../releases/model-store.ts'
import { bundlesInUse, labelsSaid } from './model-labels.ts'
import { growTaxonomy } from './send-for-labels.ts'

export interface OfferPorts {
  readonly desk: Pick<LabelDesk, 'taxonomy' | 'keepTaxonomy'>
  readonly registry: Pick<ModelRegistry, 'states' | 'bundle'>
  readonly models: Pick<ModelStore, 'get'>
}

/** Makes what live models and canaries say choosable; to be called before the taxonomy is shown to somebody. */
export type OfferLiveLabels = (now: number) => Promise<void>

/**
 * Whoever corrects a model must be able to choose everything that it may say, also what nobody has seen it say yet. Files are
 * read after a release alone; otherwise a call costs one look at what is live.
 */
export function liveLabels({ desk, registry, models }: OfferPorts): OfferLiveLabels {
  let offered = ''
  return async (now) => {
    const bundles = await bundlesInUse(registry)
    const key = bundles.join()
    if (key === offered) return
    await growTaxonomy(desk, await labelsSaid(bundles, { registry, models }), 'live models', now, withObserved)
    offered = key
  }
}
