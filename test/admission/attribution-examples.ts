import type { AttributionExample } from '../../src/admission/attribution-example.ts'
import { FAULT_PARTS, type FaultPart } from '../../src/admission/fault-part.ts'
import { TURN_NUMBERS } from '../../src/admission/turn-inputs.ts'
import { randomFrom } from '../../src/stats/random.ts'

const QUESTION = {
  price: 'how much does it cost',
  delivery: 'when will it be delivered',
  returns: 'can I send it back',
}
const REPLY = { price: 'It costs ten dollars', delivery: 'It ships tomorrow', returns: 'Returns are free for a month' }
const INTENTS = ['price', 'delivery', 'returns'] as const

/**
 * Turns with planted faults, each in a conversation of its own: a wrong intent shows in the question's text and a little in the
 * confidence, weak wording in the reply, a wrong policy in the action.
 */
export function plantedTurns(count: number, seed: string): { example: AttributionExample; fault: FaultPart }[] {
  const random = randomFrom(seed)
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!
  return Array.from({ length: count }, (_, i) => {
    const fault: FaultPart = random() < 0.6 ? 'none' : pick(['intent', 'wording', 'policy'] as const)
    const meant = pick(INTENTS)
    const read = fault === 'intent' ? pick(INTENTS.filter((intent) => intent !== meant)) : meant
    const numbers = new Float64Array(TURN_NUMBERS.length).fill(Number.NaN)
    numbers[TURN_NUMBERS.indexOf('intent_doubt')] = (fault === 'intent' ? -0.5 : -2) + random()
    const action = fault === 'policy' ? 'check_out' : `answer_${read}`
    const response =
      fault === 'wording' ? 'It depends on various factors' : fault === 'policy' ? 'Order now' : REPLY[read]
    const clues = fault === 'intent' && random() < 0.7 ? { low_intent_confidence: ['e'] } : {}
    return {
      fault,
      example: {
        inputs: {
          turnId: `t${i}`,
          numbers,
          texts: [QUESTION[meant], response, fault === 'none' ? 'thanks' : 'that is not what I asked'],
          intent: read,
          objection: 'none',
          action,
          clues,
        },
        conversationId: `c${i}`,
        group: `u${i}`,
        weight: 1,
        possible: fault === 'intent' ? ['intent'] : [fault],
        somewhere: null,
        isSuspect: false,
        right: { intent: meant, objection: 'none' },
      },
    }
  })
}

/** The same with most of what is known left open, as where few labels were given. */
export const hidden = (example: AttributionExample, i: number): AttributionExample =>
  i % 3 === 0 ? example : { ...example, possible: FAULT_PARTS, right: { intent: null, objection: null } }
