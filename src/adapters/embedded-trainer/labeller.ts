import type { Labeller } from '../../labels/labeller.ts'
import { runJob } from './trainer.ts'

/** Machine labelling, error search and discovery in a worker thread of this process. */
export const embeddedLabeller: Labeller = {
  label: (batch, signal) => runJob({ kind: 'label', batch }, signal),
  suspects: (examples, seed, signal) => runJob({ kind: 'suspects', examples, seed }, signal),
  clusters: (unsure, known, settings, signal) => runJob({ kind: 'clusters', unsure, known, settings }, signal),
}
