import type { OutOfFold } from '../models/out-of-fold.ts'

/** A label that is probably wrong. */
export interface Suspect {
  /** Place of the example among those given. */
  readonly index: number
  readonly given: string
  /** What the models that did not see it say instead. */
  readonly suggested: string
  /** Out-of-fold probabilities of both. */
  readonly givenProbability: number
  readonly suggestedProbability: number
  /** Probability of the given label less that of the suggested one, in [-1, 0]. */
  readonly margin: number
}

/** How often one label is written for another. */
export interface Confusion {
  readonly given: string
  readonly meant: string
  /** Estimated number of examples. */
  readonly examples: number
}

export interface LabelErrors {
  /** Lowest probability of the given label first. */
  readonly suspects: readonly Suspect[]
  /** Estimated share of wrong labels. */
  readonly noiseRate: number
  /** Off the diagonal of the estimated joint, largest first. */
  readonly confusions: readonly Confusion[]
}

/**
 * Confident learning. How many: an example counts as an example of another label when the probability of that label reaches
 * what is usual for it, the mean probability of label j over the examples given as j; the counts, scaled to the number of
 * each given label, estimate the joint distribution of given and true labels. Which: of each given label as many as its
 * errors are estimated, those whose own label has the lowest probability (pruning by class). Labels that one example alone
 * has are left out: nothing outside its fold knows them.
 * Source: C. Northcutt, L. Jiang, I. Chuang, JAIR 70 (2021), 1373-1411. Ranking by the margin between the two labels, which
 * the paper offers too, found clearly fewer planted errors (npm run bench:label-errors).
 *
 * @param given the labels as written, in the order of the probabilities
 */
export function findLabelErrors(given: readonly string[], { labels, probabilities }: OutOfFold): LabelErrors {
  const size = labels.length
  const numbers = new Map(labels.map((label, i) => [label, i]))
  const written = Int32Array.from(given, (label) => numbers.get(label)!)
  const counts = new Int32Array(size)
  const thresholds = new Float64Array(size)
  written.forEach((label, i) => {
    counts[label]!++
    thresholds[label]! += probabilities[i * size + label]!
  })
  for (let label = 0; label < size; label++) thresholds[label]! /= Math.max(1, counts[label]!)
  const joint = new Float64Array(size * size)
  const contradicted = new Map<string, Suspect[]>()
  written.forEach((label, index) => {
    const row = probabilities.subarray(index * size, (index + 1) * size)
    if (counts[label]! < 2) return
    const meant = confidentLabel(row, thresholds)
    if (meant >= 0) joint[label * size + meant]!++
    const suspect = contradictionOf(row, label, index, labels)
    if (suspect === null) return
    const group = contradicted.get(suspect.given)
    if (group) group.push(suspect)
    else contradicted.set(suspect.given, [suspect])
  })
  const confusions = calibratedConfusions(joint, counts, labels)
  const errors = Map.groupBy(confusions, (confusion) => confusion.given)
  const suspects = [...contradicted].flatMap(([label, group]) => {
    const expected = (errors.get(label) ?? []).reduce((sum, { examples }) => sum + examples, 0)
    return group.sort(byProbability).slice(0, Math.round(expected))
  })
  return {
    suspects: suspects.sort(byProbability),
    noiseRate: confusions.reduce((sum, { examples }) => sum + examples, 0) / Math.max(1, given.length),
    confusions,
  }
}

const byProbability = (a: Suspect, b: Suspect): number =>
  a.givenProbability - b.givenProbability || a.margin - b.margin || a.index - b.index

/** null = the likeliest label is the given one. */
function contradictionOf(row: Float64Array, given: number, index: number, labels: readonly string[]): Suspect | null {
  let likeliest = 0
  for (let label = 1; label < row.length; label++) if (row[label]! > row[likeliest]!) likeliest = label
  if (likeliest === given) return null
  return {
    index,
    given: labels[given]!,
    suggested: labels[likeliest]!,
    givenProbability: row[given]!,
    suggestedProbability: row[likeliest]!,
    margin: row[given]! - row[likeliest]!,
  }
}

/** The likeliest of the labels whose probability reaches its threshold; -1 = none does. */
function confidentLabel(row: Float64Array, thresholds: Float64Array): number {
  let best = -1
  for (let label = 0; label < row.length; label++) {
    if (row[label]! >= thresholds[label]! && (best < 0 || row[label]! > row[best]!)) best = label
  }
  return best
}

/** Each row of the counts is scaled to the examples that were given its label. */
function calibratedConfusions(joint: Float64Array, counts: Int32Array, labels: readonly string[]): Confusion[] {
  const size = labels.length
  const confusions: Confusion[] = []
  for (let given = 0; given < size; given++) {
    const row = joint.subarray(given * size, (given + 1) * size)
    const total = row.reduce((sum, value) => sum + value, 0)
    if (total === 0) continue
    row.forEach((value, meant) => {
      if (value === 0 || meant === given) return
      const examples = (value / total) * counts[given]!
      confusions.push({ given: labels[given]!, meant: labels[meant]!, examples })
    })
  }
  return confusions.sort((a, b) => b.examples - a.examples)
}
