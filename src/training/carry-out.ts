import { type Classifier, fitClassifier } from '../models/classifier.ts'
import { decodeClassifier, encodeClassifier } from '../models/codec.ts'
import { updateClassifier } from '../models/update.ts'
import type { ModelFiles, TrainingOrder } from './trainer.ts'

/** Does what an order says, in the caller's thread. The same order gives the same bytes. */
export function carryOut(order: TrainingOrder): ModelFiles {
  return encodeClassifier(trained(order), order.lineage)
}

function trained({ examples, seed, classWeights, update }: TrainingOrder): Classifier {
  const options = { seed, ...(classWeights && { classWeights }) }
  if (update === undefined) return fitClassifier(examples, options)
  return updateClassifier(decodeClassifier(update.base), examples, update.replayed, options)
}
