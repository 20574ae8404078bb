/** Figures of a decision at a threshold. */
export interface SameFigures {
  readonly threshold: number
  readonly f1: number
  readonly precision: number
  readonly recall: number
}

/** What the threshold is chosen for. */
export type ThresholdAim = { readonly kind: 'f1' } | { readonly kind: 'precision'; readonly least: number }

/**
 * The threshold on probabilities that serves the aim best: the highest F1; or, where a precision is wanted, the most recall
 * among those that reach it. Thresholds lie half-way between neighbouring probabilities.
 *
 * @returns null when no threshold reaches the precision
 */
export function chooseThreshold(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  aim: ThresholdAim,
): SameFigures | null {
  const order = Array.from({ length: labels.length }, (_, i) => i).sort((a, b) => probabilities[b]! - probabilities[a]!)
  const positives = order.reduce((sum, i) => sum + labels[i]!, 0)
  let best: SameFigures | null = null
  let found = 0
  for (let taken = 1; taken <= order.length; taken++) {
    const probability = probabilities[order[taken - 1]!]!
    found += labels[order[taken - 1]!]!
    const next = taken < order.length ? probabilities[order[taken]!]! : 0
    if (next === probability) continue
    const figures = figuresOf((probability + next) / 2, found, taken, positives)
    if (aim.kind === 'precision' && figures.precision < aim.least) continue
    const better = aim.kind === 'f1' ? figures.f1 > (best?.f1 ?? -1) : figures.recall > (best?.recall ?? -1)
    if (better) best = figures
  }
  return best
}

/** @param probabilities @param labels of the same pairs; 1 = the same */
export function figuresAt(probabilities: ArrayLike<number>, labels: ArrayLike<number>, threshold: number): SameFigures {
  let [found, taken, positives] = [0, 0, 0]
  for (let i = 0; i < labels.length; i++) {
    positives += labels[i]!
    if (probabilities[i]! < threshold) continue
    taken++
    found += labels[i]!
  }
  return figuresOf(threshold, found, taken, positives)
}

/** @param found same ones @param taken said to be the same @param positives the same */
export function figuresOf(threshold: number, found: number, taken: number, positives: number): SameFigures {
  const precision = taken > 0 ? found / taken : 0
  const recall = positives > 0 ? found / positives : 0
  return { threshold, precision, recall, f1: taken + positives > 0 ? (2 * found) / (taken + positives) : 0 }
}
