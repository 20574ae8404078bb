import type { Understanding } from '../assistant/assistant.ts'
import { INTENTS, OBJECTIONS } from '../assistant/taxonomy.ts'
import { randomFrom } from '../stats/random.ts'
import { chance, pick, type Random } from './draw.ts'
import type { Ask } from './visit.ts'
import type { World } from './world.ts'

/**
 * A stand-in for a model, for worlds without a service. It draws how sure it is, then is right with exactly that
 * probability: calibrated by construction. Sure answers have confidences from 0.88 to 0.99, the others from 0.35 to 0.9.
 * The same ask gets the same answer.
 */
export const standIn =
  (world: World, seed: string) =>
  (ask: Ask): Understanding => {
    const random = randomFrom(`${seed}/stand-in/${ask.conversationId}/${ask.turn}`)
    return {
      intent: guess(ask.meaning.intent, INTENTS, world.predictor.sureIntents, random),
      objection: guess(ask.meaning.objection, OBJECTIONS, world.predictor.sureObjections, random),
      bundle: 'b-stand-in',
      arm: 'live',
      decision_id: `d-${ask.conversationId}-${ask.turn}`,
      experiment: null,
    }
  }

type Guess = NonNullable<Understanding['intent']>

function guess(truth: string, labels: readonly string[], sureShare: number, random: Random): Guess {
  const confidence = chance(random, sureShare) ? 0.88 + 0.11 * random() : 0.35 + 0.55 * random()
  const others = labels.filter((label) => label !== truth)
  const label = chance(random, confidence) ? truth : pick(random, others)
  return { label, confidence, scores: { [label]: confidence } }
}
