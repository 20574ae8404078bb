import type { AttributionExample } from '../src/admission/attribution-example.ts'
import { defaultAdmissionConfig } from '../src/admission/config.ts'
import { suspicions } from '../src/admission/suspect.ts'
import { turnInputs } from '../src/admission/turn-inputs.ts'
import { dialogueOf, isPredicted, randomTurn } from '../src/admission/turns.ts'
import type { KeptDraw } from '../src/pool/pool-store.ts'
import { annotate } from '../src/simulator/annotator.ts'
import type { TurnTruth } from '../src/simulator/truth.ts'
import type { World } from '../src/simulator/world.ts'
import { randomFrom } from '../src/stats/random.ts'
import { verdictsOnTurns } from '../src/training/part-verdicts.ts'
import type { Decided } from './coverage-decisions.ts'

/**
 * What one person answers about a drawn conversation, who errs as the simulator's annotators do.
 *
 * @param known planted truth of its turns
 */
export function answerTo({ due, final, events }: Decided, known: readonly TurnTruth[], world: World, seed: string) {
  const dialogue = dialogueOf(events, final.facts)
  const [suspicion] = final.row.flagged === true ? suspicions(dialogue, final.row, defaultAdmissionConfig) : []
  const sample = {
    suspect: suspicion ? { event_id: suspicion.eventId, part: suspicion.part } : null,
    turns: dialogue.turns.map(({ reply }) => ({ event_id: reply.id, role: 'assistant' })),
  }
  const truths = new Map(known.map((truth) => [truth.assistant_event_id, truth]))
  const answer = annotate(sample, truths, world.annotators, randomFrom(`${seed}/annotator/${due.conversationId}`))
  return { dialogue, suspicion, answer }
}

/**
 * What the verdict of one person leaves open about each turn of a drawn conversation. The person names no turn, and labels
 * the suspect and the random turn alone.
 */
export function reviewed(
  decided: Decided,
  draw: KeptDraw,
  known: readonly TurnTruth[],
  world: World,
  seed: string,
): AttributionExample[] {
  const { due, final } = decided
  const { dialogue, suspicion, answer } = answerTo(decided, known, world, seed)
  const shown = [suspicion?.eventId, randomTurn(dialogue.turns.filter(isPredicted), due.conversationId, seed)]
  const labelled = answer.turns.flatMap(({ event_id, intent, objection }) => {
    const prediction = dialogue.turns.find(({ reply }) => reply.id === event_id)
    if (prediction === undefined || !shown.includes(event_id)) return []
    return [{ turnId: event_id, label: { intent, objection }, prediction }]
  })
  return verdictsOnTurns({
    unit: {
      conversationId: due.conversationId,
      userId: final.facts.users[0] ?? null,
      inclusionProbability: draw.probability,
      atFault: answer.at_fault,
      part: answer.part,
    },
    labelled,
    turns: turnInputs(dialogue, final.row, defaultAdmissionConfig),
    suspectTurn: suspicion?.eventId ?? null,
  })
}

/** The same by somebody who knows every turn: what could be learned at best. */
export const allKnown = (
  examples: readonly AttributionExample[],
  planted: ReadonlyMap<string, TurnTruth>,
): AttributionExample[] =>
  examples.flatMap((example) => {
    const truth = planted.get(example.inputs.turnId)
    if (truth === undefined) return []
    const { fault, intent, objection } = truth
    return [{ ...example, possible: [fault], somewhere: null, right: { intent, objection } }]
  })
