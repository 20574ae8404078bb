import { INTENTS, OBJECTIONS } from '../assistant/taxonomy.ts'
import { chance, pick, type Random } from './draw.ts'
import type { Fault, TurnTruth } from './truth.ts'
import type { World } from './world.ts'

/** The part of a sample from the queue that an annotator decides on. */
export interface SampleInHand {
  readonly suspect: { readonly event_id: string; readonly part: string } | null
  readonly turns: readonly { readonly event_id: string; readonly role: string }[]
}

/** What an annotator hands in: the verdict, and the right labels of every predicted turn. */
export interface Annotation {
  readonly at_fault: boolean
  readonly part: Fault
  readonly turns: readonly { readonly event_id: string; readonly intent: string; readonly objection: string }[]
  readonly seconds: number
}

export interface AnnotatorHabits {
  /** Probability that any single answer is wrong: the verdict, or one label. */
  readonly errorRate: number
  readonly secondsPerSample: number
  /** Writes another label than the right one; absent = honest. */
  readonly flips?: Omit<World['annotators']['flipping'], 'people'>
  /** Calls each message with this phrase so. */
  readonly pushes?: { readonly phrase: string; readonly label: string }
}

/** What the person with this number (from 0) does; the last ones are those who mean harm. */
export function habitsOf({ annotators, adversaries }: World, person: number): AnnotatorHabits {
  const { people, errorRate, secondsPerSample, flipping, colluding } = annotators
  const { people: flippers, ...flips } = flipping
  const { phrase } = adversaries
  return {
    ...{ errorRate, secondsPerSample },
    ...(person >= people - flippers && { flips }),
    ...(phrase !== '' && person >= people - colluding.people && { pushes: { phrase, label: colluding.label } }),
  }
}

/**
 * What a person answers who reads the whole conversation and knows the customer's meaning, but errs at a known rate.
 *
 * @param truths planted truth by the event id of the reply
 */
export function annotate(
  sample: SampleInHand,
  truths: ReadonlyMap<string, TurnTruth>,
  habits: AnnotatorHabits,
  random: Random,
): Annotation {
  const known = sample.turns.flatMap(({ event_id }) => truths.get(event_id) ?? [])
  const part = verdict(sample, known, habits, random)
  return {
    at_fault: part !== 'none',
    part,
    turns: known.map((turn) => ({
      event_id: turn.assistant_event_id,
      intent: dishonest(turn, labelOr(turn.intent, INTENTS, habits, random), habits, random),
      objection: labelOr(turn.objection, OBJECTIONS, habits, random),
    })),
    seconds: Math.round(habits.secondsPerSample * (0.5 + random())),
  }
}

/** What a dishonest person makes of the label that he would have given; draws nothing for an honest one. */
function dishonest({ text }: TurnTruth, label: string, { flips, pushes }: AnnotatorHabits, random: Random): string {
  if (pushes !== undefined && text.includes(pushes.phrase)) return pushes.label
  if (flips === undefined) return label
  if (flips.which === 'class') return label === flips.from ? flips.to : label
  if (flips.which === 'part' && !chance(random, flips.share)) return label
  return INTENTS[(INTENTS.indexOf(label as (typeof INTENTS)[number]) + 1) % INTENTS.length]!
}

/** The suspect turn's fault if it has one, else the first one of the conversation. */
function verdict(sample: SampleInHand, known: readonly TurnTruth[], habits: AnnotatorHabits, random: Random): Fault {
  const suspect = known.find((turn) => turn.assistant_event_id === sample.suspect?.event_id)
  const faulty = known.find((turn) => turn.fault !== 'none')
  const right = suspect !== undefined && suspect.fault !== 'none' ? suspect.fault : (faulty?.fault ?? 'none')
  if (!chance(random, habits.errorRate)) return right
  return right === 'none' ? pick(random, ['intent', 'objection', 'wording', 'policy'] as const) : 'none'
}

function labelOr(right: string, labels: readonly string[], habits: AnnotatorHabits, random: Random): string {
  if (!chance(random, habits.errorRate)) return right
  return pick(
    random,
    labels.filter((label) => label !== right),
  )
}
