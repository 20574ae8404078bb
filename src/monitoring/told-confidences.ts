import { meanOfClusters, type WeightedMean } from '../stats/hajek.ts'

const FIRST_LENGTH = 1024

/** Confidences of predictions whose truth nobody knows, with their users: two numbers for each, however many there are. */
export class ToldConfidences {
  #confidences = new Float64Array(FIRST_LENGTH)
  #users = new Uint32Array(FIRST_LENGTH)
  #count = 0
  readonly #places = new Map<string, number>()

  static of(turns: readonly { readonly confidence: number; readonly user: string }[]): ToldConfidences {
    const told = new ToldConfidences()
    for (const { confidence, user } of turns) told.add(user, confidence)
    return told
  }

  add(user: string, confidence: number): void {
    if (this.#count === this.#confidences.length) this.#grow()
    const place = this.#places.get(user) ?? this.#places.size
    if (place === this.#places.size) this.#places.set(user, place)
    this.#confidences[this.#count] = confidence
    this.#users[this.#count++] = place
  }

  get count(): number {
    return this.#count
  }

  /** Turns by confidence, in so many equal bins of 0..1. */
  histogram(bins: number): number[] {
    const counts = new Array<number>(bins).fill(0)
    for (let i = 0; i < this.#count; i++)
      counts[Math.min(bins - 1, Math.max(0, Math.floor(this.#confidences[i]! * bins)))]!++
    return counts
  }

  /** Mean of a value of each confidence, with its 95 % interval by user; NaN without turns. */
  mean(value: (confidence: number) => number): WeightedMean {
    const users = Array.from({ length: this.#places.size }, () => ({ sum: 0, size: 0 }))
    let binary = true
    for (let i = 0; i < this.#count; i++) {
      const one = value(this.#confidences[i]!)
      const user = users[this.#users[i]!]!
      user.sum += one
      user.size++
      binary &&= one === 0 || one === 1
    }
    return meanOfClusters(users, binary)
  }

  #grow(): void {
    const [confidences, users] = [this.#confidences, this.#users]
    this.#confidences = new Float64Array(2 * confidences.length)
    this.#confidences.set(confidences)
    this.#users = new Uint32Array(2 * users.length)
    this.#users.set(users)
  }
}
