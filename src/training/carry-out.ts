import { type Classifier, fitClassifier, type Prediction } from '../models/classifier.ts'
import { decodeClassifier, encodeClassifier } from '../models/codec.ts'
import { learnOnline } from '../models/online.ts'
import { updateClassifier } from '../models/update.ts'
import type { ModelFiles, OnlineCourse, TrainingOrder } from './trainer.ts'

/** Does what an order says, in the caller's thread. The same order gives the same bytes. */
export function carryOut(order: TrainingOrder): ModelFiles {
  return encodeClassifier(trained(order), order.lineage)
}

function trained({ examples, seed, classWeights, update }: TrainingOrder): Classifier {
  const options = { seed, ...(classWeights && { classWeights }) }
  if (update === undefined) return fitClassifier(examples, options)
  if (update.online) {
    const lessons = examples.map((each) => ({ ...each, replayable: each.replayable ?? true }))
    return learnOnline(decodeClassifier(update.base), lessons, update.replayed, seed).classifier
  }
  return updateClassifier(decodeClassifier(update.base), examples, update.replayed, options)
}

/** What a shadow says of each example before it learns it. */
export const followCourse = ({ base, examples, past, seed }: OnlineCourse): readonly Prediction[] =>
  learnOnline(decodeClassifier(base), examples, past, seed).predictions
