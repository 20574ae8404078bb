import { hajek } from '../stats/hajek.ts'
import type { JudgedConversation, OpenCell } from './rule-history.ts'

/** How often people found the model at fault in some conversations. */
export interface Precision {
  /** Weighted share; null = nobody has judged one of them. */
  readonly estimate: number | null
  /** 95 % interval; null = nothing can be said. */
  readonly low: number | null
  readonly high: number | null
  /** Conversations that people have judged. */
  readonly labelled: number
  readonly atFault: number
  /** Kish's effective number of them: few heavy ones from the control stratum count for little. */
  readonly effectiveSize: number
  /** Drawn and not judged: they may change it. */
  readonly unanswered: number
}

/**
 * The precision of whatever picks the conversations with these signals: Hajek's estimate over those that people have judged, each
 * weighted by 1 over its inclusion probability; clusters are users. Who was not drawn is unknown, never "not at fault".
 */
export function precisionOf(
  { judged, unanswered }: { readonly judged: readonly JudgedConversation[]; readonly unanswered: readonly OpenCell[] },
  signals: ReadonlySet<number>,
): Precision {
  const some = judged.filter((one) => signals.has(one.signals))
  const waiting = unanswered.reduce((sum, cell) => sum + (signals.has(cell.signals) ? cell.samples : 0), 0)
  if (some.length === 0) {
    return { estimate: null, low: null, high: null, labelled: 0, atFault: 0, effectiveSize: 0, unanswered: waiting }
  }
  const { estimate, low, high, effectiveSize } = hajek(
    some.map((one) => ({
      value: Number(one.atFault),
      probability: one.inclusionProbability,
      cluster: one.userId ?? `conversation ${one.conversationId}`,
    })),
  )
  const atFault = some.filter((one) => one.atFault).length
  return { estimate, low, high, labelled: some.length, atFault, effectiveSize, unanswered: waiting }
}
