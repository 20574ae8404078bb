import type { Prediction } from './classifier.ts'

/** How much novelty may add to doubt: small, since doubt alone chooses nearly as well (docs/decisions/0013). */
const NOVELTY_SHARE = 0.25

/**
 * Probability of the likeliest label less that of the second, in [0, 1]; 1 where there is no second.
 * Source: margin sampling, T. Scheffer, C. Decomain, S. Wrobel, IDA 2001.
 */
export function marginOf({ scores }: Pick<Prediction, 'scores'>): number {
  let first = 0
  let second = 0
  for (const label in scores) {
    const score = scores[label]!
    if (score > first) {
      second = first
      first = score
    } else if (score > second) second = score
  }
  return first - second
}

/**
 * What a label of this text promises to teach, in [0, 1]: the doubt between the two likeliest labels, and how much of
 * the text the labelled examples have never shown.
 *
 * @param novelty share of unknown features, in [0, 1]: Classifier.novelty
 * @example labelPriority(classifier.predict(text), classifier.novelty(text))
 */
export function labelPriority(prediction: Pick<Prediction, 'scores'>, novelty: number): number {
  return (1 - marginOf(prediction)) * (1 - NOVELTY_SHARE + NOVELTY_SHARE * novelty)
}
