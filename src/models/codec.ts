import { LoopError } from '../errors/loop-error.ts'
import { type Classifier, classifierFrom } from './classifier.ts'
import { openFiles, sealFiles } from './manifest.ts'

const KIND = 'salesloop-classifier'
const FORMAT = 1
const PARAMETERS = 'parameters.json'
const ROWS = 'rows.bin'
const WEIGHTS = 'weights.bin'
/** Feature hash (u32), idf (f32), scale of the row's weights (f32). */
const ROW_BYTES = 12

interface StoredParameters {
  labels: string[]
  bias: number[]
  temperature: number
  training: { examples: number; seed: number }
}

/**
 * Files of a classifier: manifest.json (kind, format, SHA-256 of each file, labels, lineage), parameters.json, rows.bin
 * (one row per feature that carries a weight, little-endian) and weights.bin (int8, by row then label).
 *
 * @param lineage what it was made from, e.g. the snapshot's id; kept as given
 * @returns the same bytes for the same classifier
 */
export function encodeClassifier(
  classifier: Classifier,
  lineage?: Readonly<Record<string, string>>,
): Map<string, Uint8Array> {
  const { labels, vocabulary, weights, bias, temperature, training } = classifier.parameters
  const kept = [...weights.scales.keys()].filter((row) => weights.scales[row]! > 0)
  const rows = new Uint8Array(kept.length * ROW_BYTES)
  const view = new DataView(rows.buffer)
  const levels = new Int8Array(kept.length * labels.length)
  kept.forEach((row, i) => {
    view.setUint32(i * ROW_BYTES, vocabulary.keys[row]!, true)
    view.setFloat32(i * ROW_BYTES + 4, vocabulary.idf[row]!, true)
    view.setFloat32(i * ROW_BYTES + 8, weights.scales[row]!, true)
    levels.set(weights.levels.subarray(row * labels.length, (row + 1) * labels.length), i * labels.length)
  })
  const parameters: StoredParameters = { labels: [...labels], bias: [...bias], temperature, training }
  const files = new Map([
    [PARAMETERS, new TextEncoder().encode(JSON.stringify(parameters))],
    [ROWS, rows],
    [WEIGHTS, new Uint8Array(levels.buffer)],
  ])
  return sealFiles({ kind: KIND, format: FORMAT, labels: [...labels], ...(lineage && { lineage }) }, files)
}

/**
 * The classifier in the files.
 *
 * @throws LoopError LOOP_MODEL_DAMAGED when a file is missing, surplus or not what the manifest says;
 * LOOP_MODEL_FORMAT_UNKNOWN for a kind or format of another version
 */
export function decodeClassifier(files: ReadonlyMap<string, Uint8Array>): Classifier {
  openFiles(files, KIND, FORMAT, [PARAMETERS, ROWS, WEIGHTS])
  const stored = parseParameters(files.get(PARAMETERS)!)
  const bytes = files.get(ROWS)!
  const levels = files.get(WEIGHTS)!
  const count = bytes.length / ROW_BYTES
  if (!Number.isInteger(count) || levels.length !== count * stored.labels.length)
    throw damaged(`${ROWS} has ${bytes.length} bytes and ${WEIGHTS} ${levels.length}, which do not belong together`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const keys = new Uint32Array(count)
  const idf = new Float32Array(count)
  const scales = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    keys[i] = view.getUint32(i * ROW_BYTES, true)
    idf[i] = view.getFloat32(i * ROW_BYTES + 4, true)
    scales[i] = view.getFloat32(i * ROW_BYTES + 8, true)
  }
  return classifierFrom({
    labels: stored.labels,
    vocabulary: { keys, idf },
    weights: { levels: Int8Array.from(new Int8Array(levels.buffer, levels.byteOffset, levels.length)), scales },
    bias: Float32Array.from(stored.bias),
    temperature: stored.temperature,
    training: stored.training,
  })
}

function parseParameters(bytes: Uint8Array): StoredParameters {
  const stored = JSON.parse(new TextDecoder().decode(bytes)) as StoredParameters
  const sound =
    Array.isArray(stored.labels) &&
    stored.labels.length > 0 &&
    Array.isArray(stored.bias) &&
    stored.bias.length === stored.labels.length &&
    stored.temperature > 0
  if (!sound) throw damaged(`${PARAMETERS} lacks labels, their biases or a temperature`)
  return stored
}

const damaged = (what: string) =>
  new LoopError('LOOP_MODEL_DAMAGED', `Model refused: ${what}. Fetch or train the model again; the one in use stays.`)
