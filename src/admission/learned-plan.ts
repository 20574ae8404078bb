import type { RuleName } from '../features/row.ts'

/** The reason of what the model in charge admits. No rule may have this name. */
export const LEARNED_REASON = 'learned'

/** Past conversations that looked alike, as far as the threshold asks for them. */
interface ScoredCell {
  readonly reason: RuleName | null
  readonly priority: number
  readonly count: number
  readonly learned?: number | null
}

/** Until a model has scored anything, a conversation is admitted by it when a fault is more likely than not. */
const FIRST_THRESHOLD = 0.5

/**
 * From which chance of a fault on conversations are admitted as `learned`: the lowest at which they, each reviewed for certain, cost no
 * more than the budget leaves beside the control stratum; but never one below the average, which would be no suspicion.
 *
 * @param cells what a window is expected to bring, with the chances by the model in charge; those without are taken to be like
 *   the others
 * @param budget reviews of the window
 */
export function learnedThreshold(cells: readonly ScoredCell[], budget: number, controlRate: number): number {
  const scored = cells.filter((cell) => cell.learned != null).sort((a, b) => b.learned! - a.learned!)
  const seen = count(scored)
  if (seen === 0) return FIRST_THRESHOLD
  const factor = count(cells) / seen
  const mean = scored.reduce((sum, cell) => sum + cell.count * cell.learned!, 0) / seen
  let [threshold, admitted] = [1, 0]
  for (const [chance, alike] of Map.groupBy(scored, (cell) => cell.learned!)) {
    admitted += count(alike) * factor
    const control = controlRate * (seen * factor - admitted)
    if (chance < mean || admitted + control > budget) break
    threshold = chance
  }
  return threshold
}

/** Past conversations as the model would have had them admitted. */
export function underLearned<Cell extends ScoredCell>(cell: Cell, threshold: number): Cell {
  if (cell.learned == null) return cell
  return { ...cell, reason: cell.reason ?? (cell.learned >= threshold ? LEARNED_REASON : null), priority: cell.learned }
}

/** The reasons by which a conversation is drawn: those of the rules, and beside them that of the model in charge. */
export const admittedReasons = (
  reasons: readonly RuleName[],
  learned: number | null,
  { threshold }: { readonly threshold?: number | null },
): readonly RuleName[] =>
  learned !== null && threshold != null && learned >= threshold ? [...reasons, LEARNED_REASON] : reasons

const count = (cells: readonly ScoredCell[]): number => cells.reduce((sum, cell) => sum + cell.count, 0)
