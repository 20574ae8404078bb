import type { Classifier, Prediction } from './classifier.ts'

/**
 * A classifier that says labels by the names they have today. Labels that have become one are added up; a label without a
 * name of today keeps its own.
 *
 * @param today the present name of a label; asked at every prediction, since names change while a model serves
 */
export function translatedClassifier(classifier: Classifier, today: (label: string) => string | null): Classifier {
  return {
    labels: classifier.labels,
    parameters: classifier.parameters,
    predict: (text) => translatedPrediction(classifier.predict(text), today),
    novelty: (text) => classifier.novelty(text),
  }
}

/** Of merged labels only those among the five likeliest are added up; what the others hold is little. */
export function translatedPrediction(prediction: Prediction, today: (label: string) => string | null): Prediction {
  const given = Object.entries(prediction.scores)
  if (given.every(([label]) => (today(label) ?? label) === label)) return prediction
  const sums = new Map<string, number>()
  for (const [label, score] of given) {
    const name = today(label) ?? label
    sums.set(name, (sums.get(name) ?? 0) + score)
  }
  const [first, ...rest] = [...sums].sort((a, b) => b[1] - a[1])
  if (first === undefined) return prediction
  const scores: Record<string, number> = Object.create(null)
  for (const [label, score] of [first, ...rest]) scores[label] = Math.min(1, score)
  return { label: first[0], confidence: scores[first[0]]!, scores }
}
