import type { Stratum } from '../pool/sample.ts'
import { effectiveSize } from '../stats/clusters.ts'
import { rateOfClusters, type WeightedRate } from '../stats/hajek.ts'
import type { SeenConversation } from './signal-history.ts'
import type { ReadConversation, Trait } from './signal-worth-traits.ts'
import { stratumWeights } from './stratum-weights.ts'

/** A conversation of which people have said whether the model was at fault, with what was seen of it. */
export interface JudgedSeen {
  readonly conversationId: string
  readonly userId: string | null
  readonly atFault: boolean
  readonly inclusionProbability: number
  readonly stratum: Stratum
  readonly seen: SeenConversation
}

/** The judged conversations in columns, so that many groups of them are weighed in one pass each. */
export interface Sample {
  readonly units: readonly JudgedSeen[]
  /** How many conversations each stands for. */
  readonly weights: Float64Array
  readonly faults: Uint8Array
  /** Number of its user. */
  readonly users: Int32Array
  readonly userCount: number
}

/** @param sizes stratum -> its conversations, drawn or not */
export function sampleOf(units: readonly JudgedSeen[], sizes: ReadonlyMap<Stratum, number>): Sample {
  const numbers = new Map<string, number>()
  const users = Int32Array.from(units, ({ userId, conversationId }) => {
    const name = userId === null ? `conversation ${conversationId}` : `user ${userId}`
    const number = numbers.get(name) ?? numbers.size
    numbers.set(name, number)
    return number
  })
  return {
    units,
    weights: stratumWeights(units, sizes),
    faults: Uint8Array.from(units, (unit) => Number(unit.atFault)),
    users,
    userCount: numbers.size,
  }
}

/** A weighted rate with the units that it comes from. */
export interface GroupRate extends WeightedRate {
  readonly units: number
  readonly hits: number
  /** Kish's. */
  readonly effectiveSize: number
}

/** Share of the hits among some units; clusters are users. */
export function rateAmong(
  { weights, users, userCount }: Sample,
  among: (unit: number) => boolean,
  hit: (unit: number) => boolean,
): GroupRate {
  const [sums, hits] = [new Float64Array(userCount), new Float64Array(userCount)]
  const some: number[] = []
  let count = 0
  for (let unit = 0; unit < weights.length; unit++) {
    if (!among(unit)) continue
    const [weight, user] = [weights[unit]!, users[unit]!]
    some.push(weight)
    sums[user]! += weight
    if (!hit(unit)) continue
    hits[user]! += weight
    count++
  }
  const clusters = []
  for (let user = 0; user < userCount; user++)
    if (sums[user]! > 0) clusters.push({ weight: sums[user]!, hits: hits[user]! })
  return { ...rateOfClusters(clusters), units: some.length, hits: count, effectiveSize: effectiveSize(some) }
}

/** How often the model was at fault among some units. */
export const faultRate = (sample: Sample, among: (unit: number) => boolean): GroupRate =>
  rateAmong(sample, among, (unit) => sample.faults[unit] === 1)

/** A trait of many conversations: 0 false, 1 true, 2 not known. */
export const valuesOf = (all: readonly ReadConversation[], { of }: Pick<Trait, 'of'>): Uint8Array =>
  Uint8Array.from(all, (one) => {
    const value = of(one)
    return value === null ? 2 : Number(value)
  })

/** Three-valued: true as soon as one is, not known while one is not. */
export function anyOf(all: readonly Uint8Array[], length: number): Uint8Array {
  const any = new Uint8Array(length)
  for (const values of all)
    for (let unit = 0; unit < length; unit++) {
      const [known, value] = [any[unit]!, values[unit]!]
      any[unit] = known === 1 || value === 1 ? 1 : Math.max(known, value)
    }
  return any
}

/** Three-valued: value and not other. */
export const without = (values: Uint8Array, others: Uint8Array): Uint8Array =>
  values.map((value, unit) => {
    const other = others[unit]!
    return value === 0 || other === 1 ? 0 : value === 1 && other === 0 ? 1 : 2
  })
