import { LoopError } from '../errors/loop-error.ts'
import { BUCKETS, type NaiveBayes } from '../models/naive-bayes.ts'
import { bytesOf, seal, unseal } from '../models/sealed-bytes.ts'
import type { MacroF1 } from '../stats/macro-f1.ts'
import type { AttributionModel, LearnedAttribution } from './attribution.ts'
import type { TextReaders } from './attribution-readers.ts'

const KIND = 'salesloop-attribution'
const FORMAT = 1
const READERS = ['intent', 'objection', 'action', 'response', 'next'] as const

const opened = new WeakMap<Uint8Array, AttributionModel>()

/** What judges single turns in a fault model, read once; null = it holds none. Throws as decodeAttribution. */
export function attributionOf({ turns }: { readonly turns: Uint8Array | null }): AttributionModel | null {
  if (turns === null) return null
  const model = opened.get(turns) ?? decodeAttribution(turns)
  opened.set(turns, model)
  return model
}

/** The model as bytes: the same for the same model. NaN of its quality is kept as null. */
export function encodeAttribution(model: AttributionModel): Uint8Array {
  const { learned, ...rest } = model
  if (learned === null) return seal(KIND, FORMAT, { head: { ...rest, learned: null }, blocks: [] })
  const { readers, standards, softmax, calibration } = learned
  const stored = READERS.map((name) => ({ labels: readers[name].labels, texts: [...readers[name].texts] }))
  const head = {
    ...rest,
    learned: { standards, calibration, classes: softmax.classes, readers: stored, actions: readers.actions },
  }
  return seal(KIND, FORMAT, {
    head,
    blocks: [bytesOf(softmax.weights), ...READERS.map((name) => bytesOf(readers[name].counts))],
  })
}

type Stored = Omit<AttributionModel, 'learned'> & {
  readonly learned:
    | (Pick<LearnedAttribution, 'standards' | 'calibration'> & {
        readonly classes: number
        readonly readers: readonly { readonly labels: readonly string[]; readonly texts: readonly number[] }[]
        readonly actions: TextReaders['actions']
      })
    | null
}

/** @throws LoopError LOOP_MODEL_DAMAGED, or LOOP_MODEL_FORMAT_UNKNOWN for another kind or format */
export function decodeAttribution(bytes: Uint8Array): AttributionModel {
  const { head, blocks } = unseal(KIND, FORMAT, bytes)
  const { learned, ...stored } = head as Stored
  const rest = { ...stored, quality: qualityFrom(stored.quality) }
  if (learned === null) return { ...rest, learned: null }
  const [weights, ...counts] = blocks
  const readers = learned.readers.map(
    ({ labels, texts }, i): NaiveBayes => ({
      labels,
      texts: Float64Array.from(texts),
      counts: new Float32Array(counts[i]!.buffer as ArrayBuffer),
    }),
  )
  const damaged = readers.find(({ labels, counts: own }) => own.length !== labels.length * BUCKETS)
  if (damaged !== undefined || readers.length !== READERS.length)
    throw new LoopError(
      'LOOP_MODEL_DAMAGED',
      'Model refused: its readers of text are not as large as their labels say. Fetch or train the model again; the one in use stays.',
    )
  const named = Object.fromEntries(READERS.map((name, i) => [name, readers[i]!])) as Omit<TextReaders, 'actions'>
  return {
    ...rest,
    learned: {
      readers: { ...named, actions: learned.actions },
      standards: learned.standards,
      calibration: learned.calibration,
      softmax: { classes: learned.classes, weights: new Float64Array(weights!.buffer as ArrayBuffer) },
    },
  }
}

const known = (value: number | null): number => value ?? Number.NaN

/** JSON has no NaN: what was not known came back as null. */
function qualityFrom(stored: AttributionModel['quality']): AttributionModel['quality'] {
  const scores = (macro: MacroF1): MacroF1 => ({
    ...macro,
    estimate: known(macro.estimate),
    classes: macro.classes.map((each) => ({
      precision: known(each.precision),
      recall: known(each.recall),
      f1: known(each.f1),
      support: each.support,
    })),
  })
  return {
    ...stored,
    model: scores(stored.model),
    table: scores(stored.table),
    ece: known(stored.ece),
    eceHigh: known(stored.eceHigh),
  }
}
