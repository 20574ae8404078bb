import { LoopError } from '../errors/loop-error.ts'
import { openFiles, readManifest, sealFiles } from '../models/manifest.ts'
import {
  decodeMixed,
  encodeMixed,
  type MixedExample,
  type MixedModel,
  type MixedReason,
  mixedProbability,
  mixedReasons,
} from '../models/mixed.ts'
import { FAULT_SCHEMA } from './fault-inputs.ts'

/** The learned judge of conversations: its files are one model folder with a manifest, a part of a bundle. Plain data. */
export interface FaultModel {
  /** Chance that a model was at fault somewhere in a conversation. */
  readonly conversation: MixedModel
  /** What judges single turns, as its own bytes; null = too few turns were judged to learn from. */
  readonly turns: Uint8Array | null
}

const KIND = 'fault'
const FORMAT = 1
const CONVERSATION = 'conversation.bin'
const TURNS = 'turns.bin'

/** Never quite 0 or 1: no verdict is certain of a conversation that nobody has seen. */
const LEAST = 0.001

/** Calibrated chance that a model was at fault, in [0.001, 0.999]. */
export const faultProbability = ({ conversation }: FaultModel, example: MixedExample): number =>
  Math.min(1 - LEAST, Math.max(LEAST, mixedProbability(conversation, example)))

/** What pushed it up (positive) or down most, by the names of its inputs; strongest first. No word of a text is in it. */
export const faultReasons = ({ conversation }: FaultModel, example: MixedExample, most: number): MixedReason[] =>
  mixedReasons(conversation, example, most)

/**
 * The model as files. The same model and lineage give the same bytes.
 *
 * @param lineage what it was made from, e.g. the snapshot's id
 */
export function faultFiles(
  { conversation, turns }: FaultModel,
  lineage: Readonly<Record<string, string>>,
): Map<string, Uint8Array> {
  const files = new Map([[CONVERSATION, encodeMixed(conversation)]])
  if (turns !== null) files.set(TURNS, turns)
  return sealFiles({ kind: KIND, format: FORMAT, labels: [], lineage }, files)
}

/**
 * @throws LoopError LOOP_MODEL_DAMAGED when a file is not what the manifest says, LOOP_MODEL_FORMAT_UNKNOWN when it was made for
 *   other inputs than this version reads
 */
export function openFault(files: ReadonlyMap<string, Uint8Array>): FaultModel {
  const names = Object.keys(readManifest(files).files)
  openFiles(files, KIND, FORMAT, names.includes(TURNS) ? [CONVERSATION, TURNS] : [CONVERSATION])
  const conversation = decodeMixed(files.get(CONVERSATION)!)
  const { numbers, texts } = conversation.schema
  if (numbers.join() !== FAULT_SCHEMA.numbers.join() || texts.join() !== FAULT_SCHEMA.texts.join())
    throw new LoopError(
      'LOOP_MODEL_FORMAT_UNKNOWN',
      `The fault model reads ${numbers.length} numbers and ${texts.length} texts that this version does not make all of. Train it again: salesloop faults train.`,
    )
  return { conversation, turns: files.get(TURNS) ?? null }
}
