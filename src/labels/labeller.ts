import type { Example } from '../models/classifier.ts'
import type { DiscoverySettings, FoundCluster, UnsureText } from './discovery.ts'
import type { LabelBatch, LabelledBatch } from './label-batch.ts'
import type { LabelErrors } from './label-errors.ts'

/** The heavy work behind labels, done where it does not hold up the service; `signal` ends it at once. */
export interface Labeller {
  label(batch: LabelBatch, signal: AbortSignal): Promise<LabelledBatch>
  /** Labels that are probably wrong, found by models that did not see them. */
  suspects(examples: readonly Example[], seed: number, signal: AbortSignal): Promise<LabelErrors>
  clusters(
    unsure: readonly UnsureText[],
    known: readonly { readonly text: string; readonly label: string }[],
    settings: DiscoverySettings,
    signal: AbortSignal,
  ): Promise<FoundCluster[]>
}
