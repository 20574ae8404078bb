import { figuresAt } from '../../src/models/same-threshold.ts'
import { quantile } from '../../src/stats/bootstrap.ts'
import { randomFrom } from '../../src/stats/random.ts'

/** Verdicts (1 = the same) beside the labels, and which pairs hang together. */
export interface Judged {
  readonly verdicts: number[]
  readonly labels: readonly number[]
  readonly components: readonly number[]
}

const RESAMPLES = 1000

/** A figure with its 95 % percentile interval from resampled components. */
export function resampled(
  { verdicts, labels, components }: Judged,
  kind: 'f1' | 'recall' | 'precision',
  seed: string,
): { value: number; low: number; high: number } {
  const sums = new Map<number, [number, number, number]>()
  for (const [i, verdict] of verdicts.entries()) {
    const sum = sums.get(components[i]!) ?? [0, 0, 0]
    sum[0] += verdict * labels[i]!
    sum[1] += verdict
    sum[2] += labels[i]!
    sums.set(components[i]!, sum)
  }
  const parts = [...sums.values()]
  const random = randomFrom(`${seed}/${kind}`)
  const drawn = Float64Array.from({ length: RESAMPLES }, () => {
    const total: [number, number, number] = [0, 0, 0]
    for (let n = 0; n < parts.length; n++) {
      const part = parts[Math.floor(random() * parts.length)]!
      for (let k = 0; k < 3; k++) total[k]! += part[k]!
    }
    return figureOf(total, kind)
  }).sort()
  return {
    value: figuresAt(verdicts, labels, 0.5)[kind],
    low: quantile(drawn, 0.025),
    high: quantile(drawn, 0.975),
  }
}

function figureOf([found, taken, wanted]: readonly [number, number, number], kind: 'f1' | 'recall' | 'precision') {
  if (kind === 'f1') return (2 * found) / Math.max(1, taken + wanted)
  return found / Math.max(1, kind === 'recall' ? wanted : taken)
}
