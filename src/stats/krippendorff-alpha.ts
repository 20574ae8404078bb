import { quantile } from './bootstrap.ts'
import type { Interval } from './interval.ts'
import { type Random, randomFrom } from './random.ts'

export interface Alpha extends Interval {
  /** 1 = always agree, 0 = as by chance; NaN when nothing can be compared, or only one label was ever given. */
  readonly alpha: number
  /** Units with at least two answers: the others say nothing of agreement. */
  readonly units: number
  /** Answers to these units. */
  readonly answers: number
  /** Share of pairs of answers to one unit that differ, each unit weighing as many as its answers. */
  readonly disagreement: number
}

export interface AlphaOptions {
  /** Stream of draws in [0, 1); default: the same for every call. */
  readonly random?: Random
  readonly resamples?: number
  readonly level?: number
}

/** A unit by its answers: how many, and how many of each label. */
interface Tally {
  readonly size: number
  readonly labels: readonly (readonly [label: number, count: number])[]
}

/**
 * Krippendorff's alpha for nominal labels: agreement beyond chance of any number of annotators, each of whom may have
 * left units out. The interval resamples units. When all agree, resampling would call that certain; then the lower bound
 * takes the largest share of disagreeing units that still gives none in so many with probability (1 - level) / 2.
 *
 * @param units the answers to each unit; null = not answered. Who gave an answer does not matter
 * @returns bounds -1..1 when nothing can be said
 * Sources: K. Krippendorff, Content Analysis (2004), chapter 11; A. F. Hayes and K. Krippendorff, Communication Methods and
 * Measures 1 (2007), 77-89, for resampling.
 * @example krippendorffAlpha([['a', 'a'], ['b', 'b'], ['a', 'b'], ['b', null]]).alpha // 0.4444
 */
export function krippendorffAlpha(
  units: readonly (readonly (string | null)[])[],
  { random = randomFrom('krippendorff-alpha'), resamples = 1000, level = 0.95 }: AlphaOptions = {},
): Alpha {
  const { tallies, labels } = talliesOf(units)
  const scale = new Float64Array(labels)
  const { alpha, answers, disagreement, expected } = alphaOf(tallies, (i) => i, scale)
  const said = { alpha, units: tallies.length, answers, disagreement }
  if (Number.isNaN(alpha)) return { ...said, low: -1, high: 1 }
  if (disagreement === 0) {
    const most = 1 - ((1 - level) / 2) ** (1 / tallies.length)
    return { ...said, low: Math.max(-1, 1 - most / expected), high: 1 }
  }
  const drawn: number[] = []
  for (let r = 0; r < resamples; r++) {
    const resampled = alphaOf(tallies, () => Math.floor(random() * tallies.length), scale).alpha
    if (!Number.isNaN(resampled)) drawn.push(resampled)
  }
  if (tallies.length < 2 || drawn.length < resamples / 2) return { ...said, low: -1, high: 1 }
  const ascending = Float64Array.from(drawn).sort()
  return { ...said, low: quantile(ascending, (1 - level) / 2), high: quantile(ascending, (1 + level) / 2) }
}

function talliesOf(units: readonly (readonly (string | null)[])[]): { tallies: Tally[]; labels: number } {
  const numbers = new Map<string, number>()
  const tallies = units.flatMap((answers) => {
    const counts = new Map<number, number>()
    let size = 0
    for (const answer of answers) {
      if (answer === null) continue
      const label = numbers.get(answer) ?? numbers.size
      numbers.set(answer, label)
      counts.set(label, (counts.get(label) ?? 0) + 1)
      size++
    }
    return size < 2 ? [] : [{ size, labels: [...counts] }]
  })
  return { tallies, labels: numbers.size }
}

/** @param chosen which unit stands in the place of each; @param totals work space, one cell per label */
function alphaOf(tallies: readonly Tally[], chosen: (place: number) => number, totals: Float64Array) {
  totals.fill(0)
  let [answers, differing] = [0, 0]
  for (let place = 0; place < tallies.length; place++) {
    const { size, labels } = tallies[chosen(place)]!
    answers += size
    let squares = 0
    for (const [label, count] of labels) {
      squares += count * count
      totals[label]! += count
    }
    differing += (size * size - squares) / (size - 1)
  }
  let expected = answers * answers
  for (const total of totals) expected -= total * total
  expected /= answers * (answers - 1)
  const disagreement = differing / answers
  return { alpha: expected > 0 ? 1 - disagreement / expected : Number.NaN, answers, disagreement, expected }
}
