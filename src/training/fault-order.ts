import { createHash } from 'node:crypto'
import { fitAttribution } from '../admission/attribution.ts'
import { encodeAttribution } from '../admission/attribution-codec.ts'
import type { AttributionExample } from '../admission/attribution-example.ts'
import { faultFiles } from '../admission/fault-model.ts'
import { LoopError } from '../errors/loop-error.ts'
import type { MixedExample } from '../models/mixed.ts'
import type { FaultFigures, FaultSnapshot, FaultSnapshotItem } from './fault-store.ts'
import { type FaultExample, faultPushes, fitFault, heldOutProbabilities } from './fault-training.ts'
import type { ModelFiles } from './trainer.ts'

/** One fault model to train: what judges conversations, and what judges their turns. The same order gives the same bytes. */
export interface FaultOrder {
  readonly examples: readonly FaultExample[]
  readonly turns: readonly AttributionExample[]
  readonly seed: string
  /** Written into the manifest, for example the snapshot's id. */
  readonly lineage: Readonly<Record<string, string>>
}

export interface TrainedFault {
  readonly files: ModelFiles
  /** Per example its probability by a model that had not seen its user. */
  readonly heldOut: Float64Array
  readonly pushes: FaultFigures['pushes']
  readonly turns: FaultFigures['turns']
}

/** Where fault models are made, without holding up the service; `signal` ends it at once. */
export interface FaultTrainer {
  fitFault(order: FaultOrder, signal: AbortSignal): Promise<TrainedFault>
}

/** Fewer verdicts, or fewer of one kind, say too little. */
const LEAST_VERDICTS = 100
const LEAST_OF_A_KIND = 20

/** Throws LOOP_TOO_FEW_VERDICTS. */
export function refuseTooFew(examples: readonly Pick<FaultExample, 'atFault'>[]): void {
  const atFault = examples.filter((one) => one.atFault).length
  const others = examples.length - atFault
  if (examples.length >= LEAST_VERDICTS && Math.min(atFault, others) >= LEAST_OF_A_KIND) return
  throw new LoopError(
    'LOOP_TOO_FEW_VERDICTS',
    `People have found ${atFault} conversations at fault and ${others} not; at least ${LEAST_VERDICTS} verdicts are needed, and ${LEAST_OF_A_KIND} of each kind. Review more (salesloop pool shows what waits), then train again.`,
    { status: 409 },
  )
}

/** Both models, and what each conversation would have got from a model that had not seen it. */
export function carryOutFault({ examples, turns, seed, lineage }: FaultOrder): TrainedFault {
  const attribution = turns.length === 0 ? null : fitAttribution(turns, { seed })
  const model = fitFault(examples, seed, attribution === null ? null : encodeAttribution(attribution))
  return {
    files: faultFiles(model, lineage),
    heldOut: heldOutProbabilities(examples, seed),
    pushes: faultPushes(model, examples),
    turns: attribution && {
      turns: attribution.turns,
      verdicts: attribution.verdicts,
      learned: attribution.learned !== null,
    },
  }
}

/** Names what was learned from: equal for equal items, whatever their order. */
export function faultSnapshot(items: readonly FaultSnapshotItem[]): FaultSnapshot {
  const sorted = [...items].sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1))
  const lines = sorted.map((item) =>
    JSON.stringify([item.conversationId, item.knownAt, item.atFault, item.inclusionProbability, item.inputHash]),
  )
  return { id: `fs-${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12)}`, items: sorted }
}

/** Hash of what was read of a conversation, hex. */
export const hashInputs = ({ numbers, texts }: MixedExample): string =>
  createHash('sha256')
    .update(JSON.stringify([Array.from(numbers, String), texts]))
    .digest('hex')
