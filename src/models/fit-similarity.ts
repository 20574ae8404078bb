import { BOOST_SETTINGS, fitBoost } from './boost.ts'
import { forestOf } from './boost-forest.ts'
import { EMBEDDING_SETTINGS, fitEmbedding, type PairPlaces } from './fit-embedding.ts'
import { fitPairLift } from './fit-pair-lift.ts'
import { fitPairLinear } from './fit-pair-linear.ts'
import { type Forest, forestLogit } from './forest.ts'
import { fitRarity, type GramRarity } from './gram-rarity.ts'
import { fitLogistic, sigmoid } from './logistic.ts'
import { pairColumns } from './pair-columns.ts'
import { cosineOf, embed, type PairEmbedding, weightedGrams } from './pair-embedding.ts'
import { compareGrams, type SharedGrams } from './pair-grams.ts'
import { liftColumns, type PairLift } from './pair-lift.ts'
import { linearLogit, type PairInputs, type PairLinear, pairInputs } from './pair-linear.ts'
import { lettersOfText, type Phrase, phraseFrom } from './phrase.ts'
import { SIMILARITY_FORMAT, type SimilarityModel } from './similarity-model.ts'
import { componentsOf, dealFolds, type LabelledPair } from './similarity-pairs.ts'

const FOLDS = 5
const BOOST = { ...BOOST_SETTINGS, rounds: 300, rate: 0.03, depth: 4, columnShare: 0.3 }

/** A model, and what models that did not see a pair (nor any text connected with it) say of it. */
export interface FittedSimilarity {
  readonly model: SimilarityModel
  readonly outOfFold: Float64Array
}

/**
 * Learns when two texts ask the same. What the trees read from the other parts (rarity, linear log odds, lifts, cosines) comes from
 * parts fitted without that pair's component, so that they don't learn to trust what was learned by heart.
 *
 * Source of the stacking: D. Wolpert, Stacked Generalization, Neural Networks 5 (1992).
 */
export function fitSimilarity(pairs: readonly LabelledPair[], seed: string): FittedSimilarity {
  const data = readPairs(pairs)
  const all = Int32Array.from(pairs.keys())
  const folds = dealFolds(componentsOf(pairs), FOLDS, seed)
  const inputs: number[][] = new Array(pairs.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    const parts = fitParts(
      data,
      all.filter((i) => folds[i] !== fold),
      `${seed}/${fold}`,
    )
    for (const i of all) if (folds[i] === fold) inputs[i] = inputsOf(data, i, parts)
  }
  const columns = Array.from({ length: inputs[0]?.length ?? 0 }, (_, c) => Float64Array.from(inputs, (row) => row[c]!))
  const grow = (chosen: Int32Array, name: string): Forest =>
    forestOf(
      fitBoost(
        { columns, outcomes: data.places.labels, weights: new Float64Array(pairs.length).fill(1) },
        chosen,
        BOOST,
        `${seed}/${name}`,
      ),
    )
  const logits = new Float64Array(pairs.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    const forest = grow(
      all.filter((i) => folds[i] !== fold),
      String(fold),
    )
    for (const i of all) if (folds[i] === fold) logits[i] = forestLogit(forest, inputs[i]!)
  }
  const { slope, intercept } = calibrate(logits, data.places.labels)
  const model = {
    format: SIMILARITY_FORMAT,
    ...fitParts(data, all, `${seed}/all`),
    forest: grow(all, 'all'),
    slope,
    intercept,
  }
  return { model, outOfFold: logits.map((logit) => sigmoid(slope * logit + intercept)) }
}

/** Platt's scaling on pairs that the scored trees did not see. The order of the log odds stays. */
function calibrate(logits: Float64Array, labels: Float64Array): { slope: number; intercept: number } {
  const rows = Array.from(logits, (logit) => [logit])
  const { intercept, coefficients, means, scales } = fitLogistic(rows, Array.from(labels))
  const slope = Math.max(coefficients[0]! / scales[0]!, LEAST_SLOPE)
  return { slope, intercept: intercept - slope * means[0]! }
}

const LEAST_SLOPE = 1e-6

interface PairData {
  readonly phrases: readonly Phrase[]
  readonly places: PairPlaces
  readonly shared: readonly (readonly SharedGrams[])[]
  readonly linear: readonly PairInputs[]
}

function readPairs(pairs: readonly LabelledPair[]): PairData {
  const numbers = new Map<string, number>()
  const phrases: Phrase[] = []
  const placeOf = (text: string): number => {
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, phrases.length)
    return phrases.push(phraseFrom(lettersOfText(text))) - 1
  }
  const first = Int32Array.from(pairs, (pair) => placeOf(pair.first))
  const second = Int32Array.from(pairs, (pair) => placeOf(pair.second))
  const shared = pairs.map((_, i) => {
    const other = phrases[second[i]!]!
    return phrases[first[i]!]!.grams.map((grams, kind) => compareGrams(grams, other.grams[kind]!))
  })
  const places = { first, second, labels: Float64Array.from(pairs, ({ label }) => label) }
  return { phrases, places, shared, linear: shared.map(pairInputs) }
}

interface Parts {
  readonly rarity: GramRarity
  readonly linear: PairLinear
  readonly lift: PairLift
  readonly embeddings: readonly PairEmbedding[]
}

function fitParts(data: PairData, chosen: Int32Array, seed: string): Parts {
  const { phrases, places } = data
  const seen = new Set<number>()
  for (const i of chosen) {
    seen.add(places.first[i]!)
    seen.add(places.second[i]!)
  }
  const rarity = fitRarity([...seen].map((place) => phrases[place]!))
  const grams = phrases.map((phrase) => weightedGrams(phrase, rarity))
  return {
    rarity,
    linear: fitPairLinear(data.linear, places.labels, chosen, seed),
    lift: fitPairLift(data.shared, places.labels, chosen, rarity),
    embeddings: [fitEmbedding(grams, places, chosen, EMBEDDING_SETTINGS, `${seed}/0`)],
  }
}

/** What the trees read of one pair. */
function inputsOf({ phrases, places, shared }: PairData, i: number, parts: Parts): number[] {
  const [a, b] = [phrases[places.first[i]!]!, phrases[places.second[i]!]!]
  const columns = pairColumns(a, b, shared[i]!, parts.rarity)
  columns.push(linearLogit(parts.linear, shared[i]!), ...liftColumns(parts.lift, shared[i]!, parts.rarity))
  const [gramsA, gramsB] = [weightedGrams(a, parts.rarity), weightedGrams(b, parts.rarity)]
  for (const embedding of parts.embeddings) columns.push(cosineOf(embed(embedding, gramsA), embed(embedding, gramsB)))
  return columns
}
