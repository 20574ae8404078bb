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
  /** Probability of the given label less that of the suggested one, in [-1, 1]: the lower, the more suspect. */
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
  /** Most suspect first. */
  readonly suspects: readonly Suspect[]
  /** Estimated share of wrong labels. */
  readonly noiseRate: number
  /** Off the diagonal of the estimated joint, largest first. */
  readonly confusions: readonly Confusion[]
}

/**
 * Confident learning: an example counts as an example of another label when the probability of that label reaches what is
 * usual for it, the mean probability of label j over the examples given as j. The counts, scaled to the number of each
 * given label, estimate the joint distribution of given and true labels. Suspects are the counted ones off the diagonal,
 * ranked by margin. Labels that one example alone has are left out: nothing outside its fold knows them.
 * Source: C. Northcutt, L. Jiang, I. Chuang, JAIR 70 (2021), 1373-1411.
 *
 * @param given the labels as written, in the order of the probabilities
 */
export function findLabelErrors(given: readonly string[], { labels, probabilities }: OutOfFold): LabelErrors {
  const size = labels.length
  const numbers = new Map(labels.map((label, i) => [label, i]))
  const written = given.map((label) => numbers.get(label)!)
  const counts = new Int32Array(size)
  const thresholds = new Float64Array(size)
  written.forEach((label, i) => {
    counts[label]!++
    thresholds[label]! += probabilities[i * size + label]!
  })
  for (let label = 0; label < size; label++) thresholds[label]! /= Math.max(1, counts[label]!)
  const joint = new Float64Array(size * size)
  const suspects: Suspect[] = []
  written.forEach((label, index) => {
    const row = probabilities.subarray(index * size, (index + 1) * size)
    const meant = confidentLabel(row, thresholds)
    if (meant < 0 || counts[label]! < 2) return
    joint[label * size + meant]!++
    if (meant === label) return
    suspects.push({
      index,
      given: labels[label]!,
      suggested: labels[meant]!,
      givenProbability: row[label]!,
      suggestedProbability: row[meant]!,
      margin: row[label]! - row[meant]!,
    })
  })
  const confusions = calibratedConfusions(joint, counts, labels)
  return {
    suspects: suspects.sort((a, b) => a.margin - b.margin || a.index - b.index),
    noiseRate: confusions.reduce((sum, { examples }) => sum + examples, 0) / Math.max(1, given.length),
    confusions,
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
