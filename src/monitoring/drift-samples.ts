import type { ConversationTurns } from '../metrics/trait-store.ts'
import type { PredictedTurn } from '../metrics/traits.ts'
import type { Unit } from '../metrics/unit.ts'
import { TASKS, type Task } from '../models/task.ts'
import { hashUnit } from '../stats/random.ts'
import type { OwnedText } from './domain-classifier.ts'
import type { Sample, Samples } from './drift.ts'

/** The turn of a user that the draw falls on, among those seen so far. */
interface Chosen<T> {
  readonly hash: number
  readonly value: T
}

/** Keeps one of each user's values, by a hash: so that units are independent, and no busy user counts for many. */
class OnePerUser<T> {
  readonly #chosen = new Map<string, Chosen<T>>()
  readonly #seed: string

  constructor(seed: string) {
    this.#seed = seed
  }

  offer(user: string, key: string, value: T): void {
    const hash = hashUnit(this.#seed, key)
    const held = this.#chosen.get(user)
    if (held === undefined || hash < held.hash) this.#chosen.set(user, { hash, value })
  }

  values(): T[] {
    return [...this.#chosen.values()].map(({ value }) => value)
  }
}

/** What changes with the assistant or its customers at once: predictions, confidences, texts. */
export class TurnSamples {
  readonly #turns = new OnePerUser<PredictedTurn>('drift/turn')

  add({ conversationId, userId, turns }: ConversationTurns): void {
    const user = userId ?? `conversation ${conversationId}`
    turns.forEach((turn, i) => {
      this.#turns.offer(user, `${conversationId}/${i}`, turn)
    })
  }

  samples(texts: readonly OwnedText[]): Samples {
    const turns = this.#turns.values()
    const of = (task: Task): [string, Sample][] => [
      [`prediction/${task}`, categories(turns.flatMap((turn) => turn[task] ?? []))],
      [`confidence/${task}`, numbers(turns.flatMap((turn) => turn[`${task}Confidence`] ?? []))],
    ]
    const lengths = numbers(texts.map(({ text }) => [...text].length))
    return Object.fromEntries([...TASKS.flatMap(of), ['text/length', lengths]])
  }
}

const OUTCOMES = ['cta_not_clicked', 'no_order', 'no_conversion'] as const
const CONDUCT = ['repeated_question', 'fsm_stalled', 'long_silence'] as const

/** The features, known only when their windows are over. */
export class FeatureSamples {
  readonly #units = new OnePerUser<Unit>('drift/feature')

  add(unit: Unit): void {
    if (unit.eligible !== true) return
    this.#units.offer(unit.userId ?? `conversation ${unit.conversationId}`, unit.conversationId, unit)
  }

  samples(): Samples {
    const units = this.#units.values()
    const of = (feature: keyof Unit['features']): [string, Sample] => {
      const known = units.flatMap((unit) => (unit.features[feature] === null ? [] : [String(unit.features[feature])]))
      return [`feature/${feature}`, categories(known)]
    }
    const messages = numbers(units.map((unit) => unit.userMessages))
    return Object.fromEntries([...[...CONDUCT, ...OUTCOMES].map(of), ['conversation/user_messages', messages]])
  }
}

const numbers = (values: readonly number[]): Sample => ({ kind: 'numbers', values })

export function categories(values: readonly string[]): Sample {
  const counts: Record<string, number> = Object.create(null)
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return { kind: 'categories', counts }
}
