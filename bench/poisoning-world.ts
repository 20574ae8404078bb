import { defaultAdmissionConfig } from '../src/admission/config.ts'
import { wantedAnswers } from '../src/admission/plan.ts'
import { defaultSamplingPolicy, type SamplingPolicy } from '../src/admission/sampling-policy.ts'
import { newSample, revisedSample } from '../src/pool/decide.ts'
import { annotate, habitsOf } from '../src/simulator/annotator.ts'
import { playDays } from '../src/simulator/run-world.ts'
import { standIn } from '../src/simulator/stand-in.ts'
import type { TurnTruth } from '../src/simulator/truth.ts'
import type { World } from '../src/simulator/world.ts'
import { hashUnit, randomFrom } from '../src/stats/random.ts'
import { type Decided, decisionsOf } from './coverage-decisions.ts'
import { drawAll } from './coverage-draws.ts'

/** Conversations as the service's rules came to judge them, with what was planted. */
export interface Played {
  readonly decided: readonly Decided[]
  readonly truths: readonly TurnTruth[]
}

/** One person's intent on one turn. */
export interface Answer {
  readonly truth: TurnTruth
  readonly annotator: string
  readonly intent: string
  readonly userId: string
  readonly at: number
}

/** A world played and judged, without its reviews. */
export function play(world: World, seed: string): Played {
  const days = [...playDays(world, seed, standIn(world, seed))]
  const decided = decisionsOf(days.flatMap((day) => day.events))
  const eligible = new Set(decided.map(({ due }) => due.conversationId))
  const truths = days
    .flatMap((day) => day.truths)
    .filter((truth) => truth.kind === 'turn' && eligible.has(truth.conversation_id)) as TurnTruth[]
  return { decided, truths }
}

/** Two crowds in one shop: what each does depends on nobody else, so that they may be played apart. */
export const together = (a: Played, b: Played): Played => ({
  decided: [...a.decided, ...b.decided].sort((x, y) => x.due.computedAt - y.due.computedAt),
  truths: [...a.truths, ...b.truths],
})

/**
 * What people answer on everything that the plan draws; each sample goes to a person by chance.
 *
 * @param without people, from 0, whose samples go to the next one: their answers were withdrawn
 */
export function review(
  played: Played,
  world: World,
  seed: string,
  change: Partial<SamplingPolicy>,
  without: readonly number[] = [],
): Answer[] {
  const policy = { ...defaultSamplingPolicy, ...change, seed }
  const made = new Map(
    drawAll(
      played.decided.map(({ due }) => due),
      policy,
    ).map((draw) => [draw.conversationId, draw]),
  )
  const byId = new Map(played.truths.map((truth) => [truth.assistant_event_id, truth]))
  const byConversation = Map.groupBy(played.truths, (truth) => truth.conversation_id)
  return played.decided.flatMap(({ due, final, events }) => {
    const draw = made.get(due.conversationId)!
    if (!draw.selected) return []
    const first = newSample(due, draw, events, policy, defaultAdmissionConfig)
    const sample = revisedSample(first, final, events, policy, defaultAdmissionConfig)
    if (sample.state === 'withdrawn') return []
    const known = byConversation.get(due.conversationId) ?? []
    const hand = {
      suspect: sample.suspect && { event_id: sample.suspect.eventId, part: sample.suspect.part },
      turns: known.map(({ assistant_event_id }) => ({ event_id: assistant_event_id, role: 'assistant' })),
    }
    return peopleOf(due.conversationId, world, policy, seed, without).flatMap((person) => {
      const random = randomFrom(`${seed}/review/${due.conversationId}/${person}`)
      const { turns } = annotate(hand, byId, habitsOf(world, person), random)
      return turns.map(({ event_id, intent }): Answer => {
        const truth = byId.get(event_id)!
        const userId = draw.userId ?? due.conversationId
        return { truth, annotator: `annotator-${person + 1}`, intent, userId, at: final.computedAt }
      })
    })
  })
}

function peopleOf(
  conversationId: string,
  world: World,
  policy: SamplingPolicy,
  seed: string,
  without: readonly number[],
): number[] {
  const { people } = world.annotators
  const first = Math.floor(hashUnit(`${seed}/person`, conversationId) * people)
  return Array.from({ length: people }, (_, i) => (first + i) % people)
    .filter((person) => !without.includes(person))
    .slice(0, wantedAnswers(conversationId, policy))
}
