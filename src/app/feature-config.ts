import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { LoopError } from '../errors/loop-error.ts'
import { configHash, defaultConfig, type FeatureConfig, type QuestionMeasure } from '../features/config.ts'
import { normalise } from '../features/normal-form.ts'
import { decodeSimilarity, similarityName } from '../models/similarity-code.ts'
import type { SimilarityAbout } from '../models/train-similarity.ts'
import { type FeatureConfigFile, FeatureConfigForm } from './feature-config-form.ts'

/** The constants of the features in this process, and where they come from. */
export interface Features {
  readonly config: FeatureConfig
  readonly hash: string
  /** What the learned measure was learned from; null = the Jaccard similarity of bigrams. */
  readonly measure: SimilarityAbout | null
}

const defaultFeatures: Features = { config: defaultConfig, hash: configHash(defaultConfig), measure: null }

/**
 * Reads `--feature-config`: JSON, its keys those of `FeatureConfig` in snake_case; what it leaves out keeps its default. A
 * learned measure is named by its file, relative to the configuration's.
 *
 * @param file null = the defaults
 * @throws LoopError LOOP_NO_FILE, LOOP_BAD_FEATURE_CONFIG, and what `decodeSimilarity` throws
 */
export async function loadFeatures(file: string | null): Promise<Features> {
  if (file === null) return defaultFeatures
  const form = parse(file, await read(file, 'a feature configuration'))
  const { measure, ...question } = form.question ?? {}
  const given = camelCased({ ...form, question: {} }) as Partial<FeatureConfig>
  const learned =
    measure === undefined ? null : await loadMeasure(resolve(dirname(file), measure.file), measure.threshold)
  const config: FeatureConfig = {
    ...defaultConfig,
    ...given,
    question: {
      ...defaultConfig.question,
      ...(camelCased(question) as object),
      ...(learned !== null && { measure: learned.measure }),
    },
  }
  refuseOdd(file, config)
  return { config, hash: configHash(config), measure: learned?.about ?? null }
}

async function loadMeasure(
  file: string,
  threshold: number | undefined,
): Promise<{ measure: QuestionMeasure; about: SimilarityAbout }> {
  const bytes = await read(file, 'a similarity model; make one with salesloop similarity train')
  const { model, about } = decodeSimilarity(bytes)
  return { measure: { weights: similarityName(bytes), threshold: threshold ?? about.threshold, model }, about }
}

async function read(file: string, what: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new LoopError(
      'LOOP_NO_FILE',
      `${file} cannot be read (${(cause as NodeJS.ErrnoException).code}). It should be ${what}.`,
      {
        cause,
      },
    )
  }
}

function parse(file: string, bytes: Uint8Array): FeatureConfigFile {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw bad(file, `is no JSON: ${(cause as Error).message}`)
  }
  const parsed = FeatureConfigForm.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue!.path.length > 0 ? `${issue!.path.join('.')}: ` : ''
  throw bad(file, `is refused. ${where}${issue!.message}`)
}

/** What no single field shows. */
function refuseOdd(file: string, config: FeatureConfig): void {
  const { question, negativeRatings } = config
  const { numerator, denominator } = question.similarity
  if (numerator > denominator)
    throw bad(file, `question.similarity: ${numerator}/${denominator} is above 1, which no two texts reach`)
  if (negativeRatings[0] > negativeRatings[1])
    throw bad(file, `negative_ratings: [${negativeRatings.join()}] ends before it begins`)
  const odd = question.acknowledgements.find((text) => text !== normalOf(text, config))
  if (odd !== undefined)
    throw bad(
      file,
      `question.acknowledgements: "${odd}" is not in normal form; write "${normalOf(odd, config)}" (lower case, letters and numbers only)`,
    )
}

function normalOf(text: string, config: FeatureConfig): string {
  const { codePoints, length } = normalise(text, config.question)
  return String.fromCodePoint(...codePoints.subarray(0, length))
}

function camelCased(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [
        key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        camelCased(inner),
      ]),
  )
}

const bad = (file: string, why: string) =>
  new LoopError(
    'LOOP_BAD_FEATURE_CONFIG',
    `The feature configuration ${file} ${why}. docs/similarity.md lists what it may say; unknown keys are refused.`,
  )
