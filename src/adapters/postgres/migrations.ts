import { sql as live } from './migrations/001-live.ts'
import { sql as pool } from './migrations/010-pool.ts'
import { sql as models } from './migrations/020-models.ts'
import { sql as labels } from './migrations/030-labels.ts'
import { sql as machine } from './migrations/035-machine.ts'
import { sql as evaluation } from './migrations/040-evaluation.ts'
import { sql as training } from './migrations/041-training.ts'
import { sql as shadow } from './migrations/042-shadow.ts'
import { sql as releases } from './migrations/050-releases.ts'
import { sql as assistants } from './migrations/051-assistants.ts'
import { sql as watch } from './migrations/060-watch.ts'
import { sql as loop } from './migrations/070-loop.ts'
import { sql as ids } from './migrations/071-ids.ts'
import { sql as privacy } from './migrations/080-privacy.ts'
import { sql as access } from './migrations/090-access.ts'
import { sql as pairs } from './migrations/091-pairs.ts'
import { sql as rules } from './migrations/100-rules.ts'
import { sql as signals } from './migrations/101-signals.ts'
import { sql as unitChanges } from './migrations/110-unit-changes.ts'
import { sql as labelChanges } from './migrations/111-label-changes.ts'
import { sql as conversationSearch } from './migrations/120-conversation-search.ts'
import { sql as blindFirst } from './migrations/130-blind-first.ts'
import { sql as quality } from './migrations/135-quality.ts'
import { sql as overview } from './migrations/150-overview.ts'
import { sql as faults } from './migrations/160-faults.ts'
import { sql as confidence } from './migrations/170-confidence.ts'
import { sql as featureConfig } from './migrations/180-feature-config.ts'
import { sql as trust } from './migrations/185-trust.ts'

/** Every change of the tables, in order. One that has been released is never edited: add another. */
export const MIGRATIONS: readonly { readonly id: number; readonly name: string; readonly sql: string }[] = [
  { id: 1, name: 'live', sql: live },
  { id: 10, name: 'pool', sql: pool },
  { id: 20, name: 'models', sql: models },
  { id: 30, name: 'labels', sql: labels },
  { id: 35, name: 'machine', sql: machine },
  { id: 40, name: 'evaluation', sql: evaluation },
  { id: 41, name: 'training', sql: training },
  { id: 42, name: 'shadow', sql: shadow },
  { id: 50, name: 'releases', sql: releases },
  { id: 51, name: 'assistants', sql: assistants },
  { id: 60, name: 'watch', sql: watch },
  { id: 70, name: 'loop', sql: loop },
  { id: 71, name: 'ids', sql: ids },
  { id: 80, name: 'privacy', sql: privacy },
  { id: 90, name: 'access', sql: access },
  { id: 91, name: 'pairs', sql: pairs },
  { id: 100, name: 'rules', sql: rules },
  { id: 101, name: 'signals', sql: signals },
  { id: 110, name: 'unit changes', sql: unitChanges },
  { id: 111, name: 'label changes', sql: labelChanges },
  { id: 120, name: 'conversation search', sql: conversationSearch },
  { id: 130, name: 'blind first', sql: blindFirst },
  { id: 135, name: 'quality', sql: quality },
  { id: 150, name: 'overview', sql: overview },
  { id: 160, name: 'faults', sql: faults },
  { id: 170, name: 'confidence', sql: confidence },
  { id: 180, name: 'feature config', sql: featureConfig },
  { id: 185, name: 'trust', sql: trust },
]
