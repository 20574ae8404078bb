import { quantile } from '../../src/stats/bootstrap.ts'
import { randomFrom } from '../../src/stats/random.ts'

/** A unit scored by a model that did not see it. */
export interface Judged {
  readonly probability: number
  /** Called positive: its probability reached the threshold that its model's training part chose. */
  readonly called: boolean
  readonly positive: boolean
  /** What is resampled as a whole. */
  readonly group: string
}

export interface Estimated {
  readonly value: number
  readonly low: number
  readonly high: number
}

const RESAMPLES = 1000

/** The threshold with the best F1 of the positive class; what lies at or above it is called positive. */
export function bestThreshold(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  const order = Array.from({ length: probabilities.length }, (_, i) => i).sort(
    (a, b) => probabilities[b]! - probabilities[a]!,
  )
  const positives = Array.from(outcomes).reduce((sum, outcome) => sum + outcome, 0)
  let [hits, best, threshold] = [0, -1, 0.5]
  order.forEach((i, place) => {
    hits += outcomes[i]!
    const tied = place + 1 < order.length && probabilities[order[place + 1]!] === probabilities[i]
    const f1 = (2 * hits) / (place + 1 + positives)
    if (tied || f1 <= best) return
    best = f1
    threshold = probabilities[i]!
  })
  return threshold
}

/** F1 of the positive class, with the interval of resampled groups. */
export const f1Of = (judged: readonly Judged[]): Estimated =>
  resampled(judged, (counts) => {
    let [hits, called, positives] = [0, 0, 0]
    judged.forEach((unit, i) => {
      if (unit.positive) positives += counts[i]!
      if (unit.called) called += counts[i]!
      if (unit.called && unit.positive) hits += counts[i]!
    })
    return (2 * hits) / (called + positives)
  })

/** Area under the ROC curve, with the interval of resampled groups. */
export function aucOf(judged: readonly Judged[]): Estimated {
  const order = [...judged.keys()].sort((a, b) => judged[a]!.probability - judged[b]!.probability)
  return resampled(judged, (counts) => {
    let [below, positives, area] = [0, 0, 0]
    for (let from = 0; from < order.length; ) {
      let [up, down, to] = [0, 0, from]
      for (; to < order.length && judged[order[to]!]!.probability === judged[order[from]!]!.probability; to++) {
        const i = order[to]!
        if (judged[i]!.positive) up += counts[i]!
        else down += counts[i]!
      }
      area += up * (below + down / 2)
      below += down
      positives += up
      from = to
    }
    return area / (below * positives)
  })
}

/** A statistic and the 2.5 and 97.5 % points of it over resamples of whole groups. */
function resampled(judged: readonly Judged[], statistic: (counts: Float64Array) => number): Estimated {
  const names = [...new Set(judged.map(({ group }) => group))]
  const places = new Map(names.map((name, place) => [name, place]))
  const placeOf = judged.map(({ group }) => places.get(group)!)
  const random = randomFrom('evidence-resampling')
  const values = new Float64Array(RESAMPLES).map(() => {
    const drawn = new Float64Array(names.length)
    for (let draw = 0; draw < names.length; draw++) drawn[Math.floor(random() * names.length)]!++
    return statistic(Float64Array.from(placeOf, (place) => drawn[place]!))
  })
  values.sort()
  return {
    value: statistic(new Float64Array(judged.length).fill(1)),
    low: quantile(values, 0.025),
    high: quantile(values, 0.975),
  }
}
